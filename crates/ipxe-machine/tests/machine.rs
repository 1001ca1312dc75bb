//! How a machine is driven: steps, time, keys, clones, limits, events.

mod support;

use expect_test::expect;
use ipxe_machine::event::{Event, EventKind};
use ipxe_machine::ports::ProgressPoint;
use ipxe_machine::{Budget, Exhausted, Machine, Outcome, Status, Step, Ticks};
use support::Driver0;
use support::driver::escaped;
use support::world::{File, TestWorld};

fn world(files: &[(&str, File)]) -> TestWorld {
    let files = files
        .iter()
        .map(|(path, file)| (path.as_bytes().to_vec(), file.clone()));
    TestWorld {
        server: "10.0.2.1".to_owned(),
        port: 80,
        files: files.collect(),
        ..TestWorld::default()
    }
}

fn machine(script: &str) -> Machine {
    let mut machine = support::machine(support::build(&[]), Driver0::Slirp);
    support::start_embedded(&mut machine, format!("#!ipxe\n{script}\n"));
    machine
}

/// Runs to the end, letting time pass where nothing else can happen.
fn finish(machine: &mut Machine, world: &mut TestWorld) -> Option<Outcome> {
    loop {
        match machine.step(world) {
            Step::Continued => {}
            Step::Waiting { deadline, .. } => machine.advance_to(deadline?),
            Step::Ended(outcome) => return Some(outcome),
        }
    }
}

fn console(script: &str, world: &mut TestWorld) -> String {
    let mut machine = machine(script);
    let outcome = finish(&mut machine, world);
    let output = machine.take_output();
    format!(
        "{}{outcome:?} at {}",
        escaped(&output).replace("\\x0d", ""),
        machine.now().0
    )
}

#[test]
fn sleeping_takes_virtual_time_only() {
    let ended = console("sleep 3600\necho awake", &mut world(&[]));
    expect!["awake\nSome(Finished(Status(0))) at 3686400"].assert_eq(&ended);
}

#[test]
fn a_slow_download_shows_a_dot_each_second() {
    let file = File {
        delay: Ticks(3 * 1024 + 500),
        ..File::new("x")
    };
    let ended = console("imgfetch http://10.0.2.1/x", &mut world(&[("/x", file)]));
    expect!["http://10.0.2.1/x...... ok\nSome(Finished(Status(0))) at 3577"].assert_eq(&ended);
}

#[test]
fn a_download_of_known_length_shows_percentages_and_messages() {
    let point = |seconds, completed, message: &str| ProgressPoint {
        at: Ticks::from_seconds(seconds),
        completed,
        total: 12800,
        message: message.as_bytes().to_vec(),
        ongoing: None,
    };
    let progress = vec![
        point(0, 0, "connecting"),
        point(1, 6400, ""),
        point(2, 12799, ""),
    ];
    let file = File {
        delay: Ticks(2 * 1024 + 500),
        progress,
        ..File::new("x")
    };
    let ended = console("imgfetch http://10.0.2.1/x", &mut world(&[("/x", file)]));
    expect![[r"
        http://10.0.2.1/x... 50%\x08\x08\x08\x08    \x08\x08\x08\x08 99%\x08\x08\x08\x08    \x08\x08\x08\x08 ok
        Some(Finished(Status(0))) at 2553"]]
    .assert_eq(&ended);
}

#[test]
fn a_timeout_counts_from_the_last_progress() {
    let point = |ticks, completed| ProgressPoint {
        at: Ticks(ticks),
        completed,
        ..ProgressPoint::default()
    };
    let file = File {
        delay: Ticks::from_seconds(60),
        progress: vec![point(800, 1), point(1600, 2), point(1700, 2)],
        ..File::new("x")
    };
    let script = "imgfetch --timeout 1000 http://10.0.2.1/x || echo ${errno}";
    let ended = console(script, &mut world(&[("/x", file)]));
    expect![[r#"
        http://10.0.2.1/x..... Connection timed out (https://ipxe.org/4c07206e)
        0x4c07206e
        Some(Finished(Status(0))) at 2600"#]]
    .assert_eq(&ended);
}

#[test]
fn a_clone_goes_its_own_way() {
    let mut world = world(&[]);
    let mut machine = machine("set a 1\nprompt --key y sure? && set a 2 ||\necho ${a}");
    while machine.step(&mut world) == Step::Continued {}
    let mut other = machine.clone();
    machine.key(b'y');
    other.key(b'n');
    for (machine, expected) in [(&mut machine, "2"), (&mut other, "1")] {
        finish(machine, &mut world);
        let output = escaped(&machine.take_output());
        assert!(output.ends_with(&format!("{expected}\\x0d\n")), "{output}");
    }
}

#[test]
fn waiting_says_for_what() {
    let mut world = world(&[]);
    let mut machine = machine("prompt --timeout 2048 wait");
    let mut step = machine.step(&mut world);
    while step == Step::Continued {
        step = machine.step(&mut world);
    }
    let waiting = Step::Waiting {
        deadline: Some(Ticks(2048)),
        wants_input: true,
    };
    assert_eq!(step, waiting);
    machine.advance_to(Ticks(2047));
    assert_eq!(machine.step(&mut world), waiting);
    machine.advance_to(Ticks(2048));
    assert_eq!(machine.step(&mut world), Step::Continued);
}

fn exhausted(script: &str, budget: Budget, world: &mut TestWorld) -> Exhausted {
    let mut machine = machine(script);
    machine.budget = budget;
    match finish(&mut machine, world) {
        Some(Outcome::Exhausted(reason)) => reason,
        other => panic!("ended with {other:?}"),
    }
}

#[test]
fn limits_end_what_would_not_end() {
    let again = File::new("#!ipxe\nchain http://10.0.2.1/again\n");
    let big = File::new(vec![b'x'; 4000]);
    let mut world = world(&[("/again", again), ("/big", big)]);
    let limits = Budget {
        steps: 20_000,
        image_bytes: 30_000,
        memory_bytes: 50_000,
        nesting: 50,
        output_bytes: 5_000,
        argument_bytes: 1_000,
        substitutions: 100,
    };
    let mut reason = |script: &str| exhausted(script, limits, &mut world).to_string();
    let mut told = String::new();
    for script in [
        ":loop\ngoto loop",
        ":loop\necho again and again\ngoto loop",
        "chain -q http://10.0.2.1/again",
        ":loop\nimgfetch -q http://10.0.2.1/big\ngoto loop",
        "set n:int32 0\n:loop\nset x${n} value\ninc n\ngoto loop",
        "set x:hex 24:7b:78:3a:73:74:72:69:6e:67:7d\necho ${x:string}",
        "set a 0123456789\n:loop\nset a ${a}${a}\ngoto loop",
    ] {
        told += &format!("{}: {}\n", script.replace('\n', "; "), reason(script));
    }
    expect![[r#"
        :loop; goto loop: the script ran 20000 steps without ending; raise the limit if it is meant to run that long
        :loop; echo again and again; goto loop: the script printed more than 5000 bytes
        chain -q http://10.0.2.1/again: scripts and commands are nested 50 deep; use `chain --replace` where a script need not continue
        :loop; imgfetch -q http://10.0.2.1/big; goto loop: the images take more than 30000 bytes; raise the limit or free images with imgfree
        set n:int32 0; :loop; set x${n} value; inc n; goto loop: settings, parameters and names take more than 50000 bytes; look for a loop that makes new ones
        set x:hex 24:7b:78:3a:73:74:72:69:6e:67:7d; echo ${x:string}: expanding settings did not end after 100 replacements, the last of ${x:string}: a value that contains its own name is expanded forever
        set a 0123456789; :loop; set a ${a}${a}; goto loop: expanding ${a} makes the text longer than 1000 bytes
    "#]]
    .assert_eq(&told);
}

#[test]
fn a_replaced_script_needs_no_nesting() {
    let again =
        File::new("#!ipxe\ninc n\niseq ${n} 5000 || chain -q --replace http://10.0.2.1/again\n");
    let mut world = world(&[("/again", again)]);
    let mut machine = machine("chain -q --replace http://10.0.2.1/again");
    machine.budget.nesting = 20;
    assert_eq!(
        finish(&mut machine, &mut world),
        Some(Outcome::Finished(Status::OK))
    );
}

fn told(event: &Event<'_>) -> Option<String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let list = |words: &[&[u8]]| {
        words
            .iter()
            .map(|word| text(word))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let place = event.place.map_or_else(String::new, |place| {
        format!("{}:{}..{}", place.line, place.span.start, place.span.end)
    });
    let what = match event.kind {
        EventKind::CommandStarted { command, arguments } => {
            format!("{command:?} {}", list(arguments))
        }
        EventKind::CommandEnded { status, .. } => format!("-> {:x}", status.number()),
        EventKind::CommandSkipped => "skipped".to_owned(),
        EventKind::Expanded { word, value } => format!("{} = {}", text(word), text(value)),
        EventKind::Output { bytes } => format!("prints {}", escaped(bytes).trim_end()),
        EventKind::ScriptStarted { name, .. } => format!("script {} begins", text(name)),
        EventKind::ScriptEnded { status, .. } => format!("script ends {:x}", status.number()),
        EventKind::Line => return None,
        EventKind::ImageExecuted { name, .. } => format!("executes {}", text(name)),
        EventKind::FetchStarted { uri } => format!("fetches {}", text(uri)),
        EventKind::FetchEnded { length, .. } => format!("fetched {length}"),
        EventKind::Jumped { line } => format!("to line {line}"),
        EventKind::SettingStored { name, value } => format!("{} := {}", text(name), text(value)),
        EventKind::ImageRegistered { name, .. } => format!("registers {}", text(name)),
        EventKind::Ended => "the end".to_owned(),
        _ => return None,
    };
    Some(format!("at {} {place:>10} {what}", event.time.0))
}

#[test]
fn events_tell_the_story() {
    let mut world = world(&[("/s", File::new("#!ipxe\nexit 3\n"))]);
    let mut machine = machine(
        "set who world\nchain -q http://10.0.2.1/s || echo hello ${who}\ntrue && echo no ||\ngoto end\n:end",
    );
    let mut story = Vec::new();
    loop {
        let mut watch = |event: &Event<'_>| story.extend(told(event));
        match machine.step_watched(&mut world, Some(&mut watch)) {
            Step::Continued => {}
            Step::Waiting { deadline, .. } => {
                machine.advance_to(deadline.expect("no keys are read"))
            }
            Step::Ended(_) => break,
        }
    }
    expect![[r#"
        at 0            executes embedded
        at 0     0:0..7 script embedded begins
        at 0    1:7..20 Some(Set) set who world
        at 0    1:7..20 who := world
        at 0    1:7..20 -> 0
        at 0   2:21..47 Some(Chain) chain -q http://10.0.2.1/s
        at 0   2:21..47 fetches http://10.0.2.1/s
        at 5   2:21..47 fetched 14
        at 5   2:21..47 registers s
        at 5   2:21..47 executes s
        at 5     0:0..7 script s begins
        at 5    1:7..13 Some(Exit) exit 3
        at 5    1:7..13 -> 3
        at 5   2:21..47 script ends 3
        at 5   2:21..47 prints Could not boot: Error 0x00000003 (https://ipxe.org/00000003)\x0d
        at 5   2:21..47 -> 3
        at 5   2:51..68 ${who} = world
        at 5   2:51..68 Some(Echo) echo hello world
        at 5   2:51..68 prints hello world\x0d
        at 5   2:51..68 -> 0
        at 5   3:69..73 None true
        at 5   3:69..73 prints true: command not found\x0d
        at 5   3:69..73 -> 2e022008
        at 5   3:77..84 skipped
        at 5   4:88..96 Some(Goto) goto end
        at 5   4:88..96 to line 5
        at 5   4:88..96 -> 0
        at 5            script ends 0
        at 5            the end"#]]
    .assert_eq(&story.join("\n"));
}

#[test]
fn places_tell_who_called_whom() {
    let mut world = world(&[("/s", File::new("#!ipxe\necho\nprompt x\n"))]);
    let mut machine = machine("echo\nset a b && chain -q http://10.0.2.1/s");
    loop {
        match machine.step(&mut world) {
            Step::Waiting {
                deadline: Some(deadline),
                ..
            } => machine.advance_to(deadline),
            Step::Waiting { .. } => break,
            _ => {}
        }
    }
    let places: Vec<_> = machine
        .places()
        .map(|place| (place.line, place.span.start))
        .collect();
    assert_eq!(places, [(2, 12), (2, 23)]);
}

#[test]
fn odd_scripts_end_quickly_and_without_harm() {
    let deep = format!("echo {}{}", "${".repeat(50_000), "}".repeat(50_000));
    let wide = format!("echo {}", "${x}".repeat(50_000));
    let operators = "|| && ; ".repeat(50_000);
    let long = format!("echo {}", "word ".repeat(100_000));
    let labels = (0..50_000).map(|n| format!(":l{n}\n")).collect::<String>();
    for script in [deep, wide, operators, long, labels] {
        let mut machine = machine(&script);
        assert!(finish(&mut machine, &mut world(&[])).is_some());
    }
}
