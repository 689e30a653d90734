//! A client that speaks HTTP where TLS is spoken: told, instead of cut off.

use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const ANSWER: &str = "HTTP/1.1 400 Bad Request\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 62\r\n\
    Connection: close\r\n\r\n\
    This port speaks HTTPS. Ask again with https:// for http://.\r\n";
/// Longest head that is read.
const LONGEST: usize = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads the request's head, answers and closes. An answer to a request that was not read would be lost with the
/// reset that follows it.
pub async fn refuse_plain_http(mut stream: TcpStream) -> io::Result<()> {
    let mut head = Vec::new();
    let mut part = [0; 4096];
    while head.len() < LONGEST {
        // Who is too slow is answered anyway; the answer does not depend on the head.
        let Ok(read) = timeout(PATIENCE, stream.read(&mut part)).await else { break };
        let read = read?;
        head.extend(part.iter().take(read));
        // The end may straddle two reads.
        // Reversed, and so is the end that is looked for.
        let fresh = head.iter().rev().take(read + 3).copied().collect::<Vec<u8>>();
        if read == 0 || fresh.windows(4).any(|four| four == b"\n\r\n\r") {
            break;
        }
    }
    stream.write_all(ANSWER.as_bytes()).await?;
    stream.shutdown().await?;
    // A body that is still under way.
    let rest = async { while stream.read(&mut part).await.is_ok_and(|read| read > 0) {} };
    let _ = timeout(PATIENCE, rest).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_length_is_that_of_the_text() {
        let (head, body) = super::ANSWER.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())), "{}", body.len());
    }
}
