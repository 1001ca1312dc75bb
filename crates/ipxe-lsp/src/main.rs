//! The program `ipxe-lsp`: a language server on standard input and output.
#![forbid(unsafe_code)]

use std::io::{self, BufReader};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use ipxe_lsp::Server;
use ipxe_lsp::transport::{self, Incoming};

fn main() -> ExitCode {
    let (sender, receiver) = channel();
    // Messages are read while others are answered, so that findings wait for the last edit.
    thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        while let Ok(Some(message)) = transport::read(&mut input) {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    // An editor that went away gets no answer, and needs none.
    ExitCode::from(serve(&receiver).unwrap_or(1))
}

/// Answers messages until the editor says that it is over; the status to end with.
fn serve(messages: &Receiver<Incoming>) -> io::Result<u8> {
    let mut server = Server::default();
    let mut output = io::stdout().lock();
    let mut answers = Vec::new();
    loop {
        let next = match messages.try_recv() {
            Ok(message) => Some(message),
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => {
                server.idle(&mut answers);
                for answer in answers.drain(..) {
                    transport::write(&mut output, &answer)?;
                }
                messages.recv().ok()
            }
        };
        let Some(message) = next else {
            return Ok(server.exit_status());
        };
        server.handle(message, &mut answers);
        for answer in answers.drain(..) {
            transport::write(&mut output, &answer)?;
        }
        if server.is_over() {
            return Ok(server.exit_status());
        }
    }
}
