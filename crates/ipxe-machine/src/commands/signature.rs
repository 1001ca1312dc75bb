//! `imgverify`, `imgdecrypt` (`hci/commands/image_trust_cmd.c`, `image_crypt_cmd.c`, `usr/imgtrust.c`,
//! `usr/imgcrypt.c`).

use std::ops::ControlFlow;

use ipxe_reference::{CommandName, ErrorId};

use super::{CommandResult, Next};
use crate::activity::{Activity, Polled};
use crate::arguments::Arguments;
use crate::image::Acquire;
use crate::options::Options;
use crate::state::ImageId;
use crate::trust::{Decrypted, Message, Validator, image_asn1};
use crate::{Cx, Status, Ticks};

/// `imgverify_exec`
pub(super) fn imgverify(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let signer = options.text("signer").map(<[u8]>::to_vec);
    use_message(cx, &options, Purpose::Verify { signer })
}

/// `imgdecrypt_exec`
pub(super) fn imgdecrypt(
    cx: &mut Cx<'_>,
    name: CommandName,
    arguments: &Arguments,
) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let name = options.text("name").map(<[u8]>::to_vec);
    use_message(cx, &options, Purpose::Decrypt { name })
}

fn use_message(cx: &mut Cx<'_>, options: &Options<'_>, purpose: Purpose) -> CommandResult {
    cx.machine.apply_certificate_setting();
    let (timeout, quiet) = (options.timeout("timeout"), options.flag("quiet"));
    let image = Acquire::start(cx, options.get(0).unwrap_or_default(), timeout, quiet)?;
    Next::run(UseMessage {
        purpose,
        message_name: options.get(1).unwrap_or_default().to_vec(),
        keep: options.flag("keep"),
        timeout,
        quiet,
        stage: Stage::Image(image),
    })
}

/// What a message is used for.
#[derive(Clone, Debug)]
enum Purpose {
    /// To verify an image. Only signatures of this name count.
    Verify { signer: Option<Vec<u8>> },
    /// To decrypt an image. It gets this name.
    Decrypt { name: Option<Vec<u8>> },
}

/// Gets an image and a message, and uses the message on the image.
#[derive(Clone, Debug)]
struct UseMessage {
    purpose: Purpose,
    /// Name or URI of the message.
    message_name: Vec<u8>,
    /// Keep the message.
    keep: bool,
    timeout: Ticks,
    quiet: bool,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Image(Acquire),
    Message(ImageId, Acquire),
    Validate(Validation),
}

/// The validation of all signers' certificates, one after the other.
#[derive(Clone, Debug)]
struct Validation {
    image: ImageId,
    signature: ImageId,
    message: Box<Message>,
    participant: usize,
    validator: Validator,
}

impl Activity for UseMessage {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Status> {
        loop {
            match &mut self.stage {
                Stage::Image(acquire) => {
                    let acquired = acquire.poll(cx)?.and_then(|image| {
                        let (timeout, quiet) = (self.timeout, self.quiet);
                        let message = Acquire::start(cx, &self.message_name, timeout, quiet)?;
                        Ok(Stage::Message(image, message))
                    });
                    match acquired {
                        Ok(stage) => self.stage = stage,
                        Err(status) => return ControlFlow::Continue(status),
                    }
                }
                Stage::Message(image, acquire) => {
                    let image = *image;
                    let file = match acquire.poll(cx)? {
                        Ok(file) => file,
                        Err(status) => return ControlFlow::Continue(status),
                    };
                    match self.begin(cx, image, file) {
                        Ok(Some(validation)) => self.stage = Stage::Validate(validation),
                        Ok(None) => return ControlFlow::Continue(self.finish(cx, file, Ok(()))),
                        Err(fault) => {
                            let result = Err(cx.status(fault));
                            return ControlFlow::Continue(self.finish(cx, file, result));
                        }
                    }
                }
                Stage::Validate(validation) => {
                    let validated = validation.poll(cx)?;
                    let (image, file) = (validation.image, validation.signature);
                    let result = match (validated, &self.purpose) {
                        (Ok(()), Purpose::Verify { signer }) => {
                            cx.verify_image(image, &mut validation.message, signer.as_deref())
                        }
                        (validated, _) => validated,
                    };
                    return ControlFlow::Continue(self.finish(cx, file, result));
                }
            }
        }
    }
}

impl UseMessage {
    /// Reads the message and goes on with it.
    fn begin(
        &self,
        cx: &mut Cx<'_>,
        image: ImageId,
        file: ImageId,
    ) -> Result<Option<Validation>, ErrorId> {
        let machine = &mut *cx.machine;
        let Some(message) = machine.images.get(file) else {
            return Ok(None);
        };
        let (raw, _) = image_asn1(message, 0)?;
        let message = Message::parse(&raw, &mut machine.certificates, &machine.build)?;
        match &self.purpose {
            Purpose::Verify { .. } => Ok(Some(Validation {
                image,
                signature: file,
                message: Box::new(message),
                participant: 0,
                validator: Validator::new(0),
            })),
            Purpose::Decrypt { name } => {
                cx.decrypt_image(image, &message, name.as_deref())?;
                Ok(None)
            }
        }
    }

    /// Says what went wrong, and lets go of the message.
    fn finish(&self, cx: &mut Cx<'_>, file: ImageId, result: Result<(), Status>) -> Status {
        let status = result.err().unwrap_or(Status::OK);
        if !status.is_ok() {
            let what = match self.purpose {
                Purpose::Verify { .. } => "Could not verify",
                Purpose::Decrypt { .. } => "Could not decrypt",
            };
            cx.complain_of(what, status);
        }
        if !self.keep {
            cx.unregister_image(file);
        }
        status
    }
}

impl Validation {
    fn poll(&mut self, cx: &mut Cx<'_>) -> Polled<Result<(), Status>> {
        while self.participant < self.message.participant_count() {
            if let Err(status) = self.validator.poll(cx, &mut self.message)? {
                return ControlFlow::Continue(Err(status));
            }
            self.participant += 1;
            self.validator = Validator::new(self.participant);
        }
        ControlFlow::Continue(Ok(()))
    }
}

impl Cx<'_> {
    /// Verifies an image, which is trusted then and not otherwise (`crypto/cms.c: cms_verify`).
    fn verify_image(
        &mut self,
        id: ImageId,
        message: &mut Message,
        signer: Option<&[u8]>,
    ) -> Result<(), Status> {
        let machine = &mut *self.machine;
        let time = machine.clock();
        let Some(image) = machine.images.get_mut(id) else {
            return Ok(());
        };
        image.trusted = false;
        let verified = message.verify(
            &image.data,
            signer,
            time,
            &mut machine.certificates,
            &machine.root_of_trust,
            &machine.build,
        );
        image.trusted = verified.is_ok();
        verified.map_err(|fault| self.status(fault))
    }

    /// Decrypts an image in place (`crypto/cms.c: cms_decrypt`).
    fn decrypt_image(
        &mut self,
        id: ImageId,
        message: &Message,
        name: Option<&[u8]>,
    ) -> Result<(), ErrorId> {
        let machine = &mut *self.machine;
        let settings = &machine.settings;
        let key = settings.dialect().key("privkey");
        let private_key = key
            .and_then(|key| settings.fetch(settings.root(), key).ok())
            .map(|fetched| fetched.value.into_vec())
            .unwrap_or_default();
        let Some(image) = machine.images.get(id) else {
            return Ok(());
        };
        let (certificates, build) = (&mut machine.certificates, &machine.build);
        let decrypted = message.decrypt(&image.data, &private_key, certificates, build)?;
        match decrypted {
            // However it ends, the image is the last one of the list now.
            Decrypted::Damaged(fault) => {
                self.replace_contents(id, None, name);
                Err(fault)
            }
            Decrypted::Plain(plain) => {
                self.replace_contents(id, Some(plain), name);
                Ok(())
            }
        }
    }

    /// Takes an image out of the list and registers it again, with other contents if there are any.
    fn replace_contents(&mut self, id: ImageId, contents: Option<Vec<u8>>, name: Option<&[u8]>) {
        let was_registered = self.machine.images.is_registered(id);
        self.machine.images.hold(id);
        self.unregister_image(id);
        if let Some(contents) = contents {
            self.machine.images.set_data(id, contents.into());
            let build = std::sync::Arc::clone(&self.machine.build);
            if let Some(image) = self.machine.images.get_mut(id) {
                image.trusted = false;
                match name {
                    Some(name) => image.name = Some(name.to_vec()),
                    None => image.strip_suffix(),
                }
                image.image_type = crate::image::probe(&build, image);
            }
        }
        if was_registered {
            self.machine.images.register_again(id);
        }
        self.machine.images.release(id);
    }
}
