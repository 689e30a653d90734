//! A server that answers by a script, to fail where a real one does not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tagstead_blob::{S3Keys, S3Settings, S3Store};

/// One answer.
#[derive(Clone)]
pub enum Turn {
    /// The whole answer.
    Say(u16, Vec<u8>),
    /// Promises so many bytes, sends others and closes.
    BreakOff(usize, Vec<u8>),
    /// Closes without a word.
    Hang,
}

pub struct FakeServer {
    pub store: S3Store,
    /// First line and header `Range` of each request.
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl FakeServer {
    /// Answers one request after another; the last turn again and again.
    pub fn start(turns: Vec<Turn>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let told = seen.clone();
        std::thread::spawn(move || {
            for (number, connection) in listener.incoming().enumerate() {
                let turn = turns.get(number).or(turns.last()).cloned();
                // A client that goes away is its own affair.
                let _ = answer(connection.unwrap(), turn.unwrap(), &told);
            }
        });
        let settings = S3Settings {
            endpoint: endpoint.parse().unwrap(),
            bucket: "media".into(),
            prefix: String::new(),
            region: "us-east-1".into(),
            path_style: true,
            keys: S3Keys::new("KEY", "SECRET"),
        };
        const PAUSES: &[Duration] = &[Duration::ZERO, Duration::ZERO];
        Self { store: S3Store::with_pauses(&settings, PAUSES).unwrap(), seen }
    }

    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn answer(mut connection: TcpStream, turn: Turn, seen: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    let (mut line, mut range, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut line)?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        match header.trim().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("range") => range = value.to_owned(),
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = line.split(['?', ' ']).take(2).collect::<Vec<_>>().join(" ");
    seen.lock().unwrap().push(format!("{path} {range}{}", String::from_utf8_lossy(&body)).trim().to_owned());
    let (status, promised, bytes) = match turn {
        Turn::Say(status, bytes) => (status, bytes.len(), bytes),
        Turn::BreakOff(promised, bytes) => (206, promised, bytes),
        Turn::Hang => return Ok(()),
    };
    write!(connection, "HTTP/1.1 {status} X\r\ncontent-length: {promised}\r\nconnection: close\r\n\r\n")?;
    connection.write_all(&bytes)
}
