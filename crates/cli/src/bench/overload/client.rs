//! One request over one connection.

use super::{Source, source_address};
use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

/// An answer that was read to its end.
pub struct Answer {
    /// Its status.
    pub status: u16,
}

/// Asks for a page from a source address and reads the whole answer.
pub async fn get_page(address: SocketAddr, from: Source, path: &str) -> io::Result<Answer> {
    let socket = TcpSocket::new_v4()?;
    // The server limits each address, so every client has one of its own.
    socket.bind(source_address(from))?;
    let mut stream = socket.connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(128 * 1024);
    stream.read_to_end(&mut answer).await?;
    let status = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    status.map(|status| Answer { status }).ok_or_else(|| io::ErrorKind::InvalidData.into())
}
