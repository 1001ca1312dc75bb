//! The line that `imgstat` prints for an image.

use crate::Cx;
use crate::state::ImageId;

impl Cx<'_> {
    /// Prints what an image is (`usr/imgmgmt.c: imgstat`).
    pub fn print_image(&mut self, id: ImageId) {
        let images = &self.machine.images;
        let Some(image) = images.get(id) else { return };
        let mut line = image.name().to_vec();
        line.extend_from_slice(format!(" : {} bytes", image.data.len()).as_bytes());
        let mut put = |word: &str| line.extend_from_slice(format!(" [{word}]").as_bytes());
        if let Some(image_type) = image.image_type {
            put(image_type.name);
        }
        images.tags(id).for_each(&mut put);
        for (flag, word) in [
            (image.trusted, "TRUSTED"),
            (image.autofree, "AUTOFREE"),
            (image.hidden, "HIDDEN"),
        ] {
            if flag {
                put(word);
            }
        }
        if let Some(command_line) = &image.command_line {
            line.extend_from_slice(b" \"");
            line.extend_from_slice(command_line);
            line.push(b'"');
        }
        line.push(b'\n');
        self.print(line);
    }
}
