//! The files and folders that a scenario names.

use std::collections::BTreeMap;

use super::content::Bytes;
use super::key_path::KeyPath;
use super::{Content, Scenario, ScenarioError};
use crate::files::{FileProblem, Files, components};

/// What is wrong with a value, and where it stands.
pub(super) type Wrong = (KeyPath, String);

impl Scenario {
    /// Checks that the files and folders that it names are there. `name` and `text` are those of the scenario's
    /// file.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check_files(
        &self,
        name: &str,
        text: &str,
        files: &dyn Files,
    ) -> Result<(), ScenarioError> {
        self.missing(files)
            .map_or(Ok(()), |wrong| Err(ScenarioError::at(name, text, &wrong)))
    }

    fn missing(&self, files: &dyn Files) -> Option<Wrong> {
        let folders = self.folders().into_iter();
        let mut folders = folders.filter_map(|(key, root)| {
            let problem = match files.is_folder(root, &[]) {
                Ok(true) => return None,
                Ok(false) => "it is no folder".to_owned(),
                Err(FileProblem::Missing) => "there is no such folder".to_owned(),
                Err(problem) => problem.to_string(),
            };
            Some((key, format!("{root}: {problem}")))
        });
        let contents = self.contents().into_iter();
        let mut contents = contents.filter_map(|(key, content)| {
            let Content::File(content) = content else {
                return None;
            };
            let looked = components(content.file.as_bytes())
                .and_then(|components| files.is_folder(".", &components));
            let problem = match looked {
                Ok(false) => return None,
                Ok(true) => "it is a folder".to_owned(),
                Err(problem) => problem.to_string(),
            };
            Some((key, format!("{}: {problem}", content.file)))
        });
        folders.next().or_else(|| contents.next())
    }

    /// Checks that what stands for bytes can be read as such.
    pub(super) fn check_contents(&self) -> Result<(), Wrong> {
        for (key, content) in self.contents() {
            match content.bytes() {
                Ok(Bytes::Here(_) | Bytes::InFile(_) | Bytes::Zeros(_)) => {}
                Err(problem) => return Err((key, problem)),
            }
        }
        Ok(())
    }

    fn contents(&self) -> Vec<(KeyPath, &Content)> {
        let mut found = Vec::new();
        let files = KeyPath::new("machine").key("files");
        add(&mut found, &files, &self.machine.files);
        for (index, server) in self.server.iter().enumerate() {
            let at = KeyPath::new("server").index(index);
            for (number, http) in server.http.iter().enumerate() {
                let at = at.key("http").index(number);
                add(&mut found, &at.key("files"), &http.files);
                for (number, route) in http.route.iter().enumerate() {
                    let key = at.key("route").index(number).key("content");
                    found.extend(route.content.as_ref().map(|content| (key, content)));
                }
            }
            if let Some(tftp) = &server.tftp {
                add(&mut found, &at.key("tftp").key("files"), &tftp.files);
            }
            if let Some(ftp) = &server.ftp {
                add(&mut found, &at.key("ftp").key("files"), &ftp.files);
            }
            if let Some(nfs) = &server.nfs {
                add(&mut found, &at.key("nfs").key("files"), &nfs.files);
            }
        }
        found
    }

    fn folders(&self) -> Vec<(KeyPath, &str)> {
        let mut found = Vec::new();
        for (index, server) in self.server.iter().enumerate() {
            let at = KeyPath::new("server").index(index);
            for (number, http) in server.http.iter().enumerate() {
                let key = at.key("http").index(number).key("root");
                found.extend(http.root.as_deref().map(|root| (key, root)));
            }
            let tftp = server.tftp.as_ref().and_then(|tftp| tftp.root.as_deref());
            found.extend(tftp.map(|root| (at.key("tftp").key("root"), root)));
            let ftp = server.ftp.as_ref().and_then(|ftp| ftp.root.as_deref());
            found.extend(ftp.map(|root| (at.key("ftp").key("root"), root)));
            if let Some(nfs) = &server.nfs {
                let exports = at.key("nfs").key("exports");
                let roots = nfs.exports.iter();
                found.extend(roots.map(|(path, root)| (exports.key(path), root.as_str())));
            }
        }
        found
    }
}

fn add<'a>(
    found: &mut Vec<(KeyPath, &'a Content)>,
    at: &KeyPath,
    files: &'a BTreeMap<String, Content>,
) {
    let files = files.iter();
    found.extend(files.map(|(path, content)| (at.key(path), content)));
}
