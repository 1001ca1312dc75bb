//! Where a machine is.

use crate::Machine;
use crate::event::Place;
use crate::frame::Frame;

impl Machine {
    /// The places of all that is running within each other, the innermost first: each is the command of
    /// a script or line that is being run, or the line between commands.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let frames = self.frames.iter().enumerate().rev();
        frames.filter_map(|(index, frame)| {
            let (script, line, program, run) = match frame {
                Frame::Script(frame) => (
                    Some(frame.image),
                    frame.line,
                    &frame.program,
                    frame.run.as_ref(),
                ),
                Frame::Line(frame) => (None, 0, &frame.program, Some(&frame.run)),
                Frame::Activity(_) => return None,
            };
            // A line without any command has none that runs next: the one there is the next line's.
            let command = run
                .filter(|run| run.command < run.end)
                .and_then(|run| program.command(run.command));
            let span = command.map_or_else(|| program.line_span(line), |command| command.span);
            Some(Place {
                script,
                line,
                span,
                depth: index as u32,
            })
        })
    }

    /// The innermost of the places.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.places().next()
    }
}
