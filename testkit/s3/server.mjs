// Serves one bucket, `media`, on 127.0.0.1 and writes its port to standard output. The files lie in the folder that is named.
//   node server.mjs FOLDER
import http from "node:http";
import { createRequire } from "node:module";
import { signatureError } from "./check_signature.mjs";

// Its router needs this, which Node 18 of Debian 12 does not have.
Array.prototype.toReversed ??= function () {
  return [...this].reverse();
};
const S3rver = createRequire(import.meta.url)("@20minutes/s3rver");

const s3 = new S3rver({
  directory: process.argv[2],
  silent: !process.env.S3_LOG,
  allowMismatchedSignatures: true,
  configureBuckets: [{ name: "media" }],
});
await s3.configureBuckets();
const answer = s3.callback();

const server = http.createServer((request, response) => {
  const code = signatureError(request, { S3RVER: "S3RVER" });
  if (code) {
    response.writeHead(403, { "content-type": "application/xml" });
    response.end(`<Error><Code>${code}</Code><Message>The signature does not hold.</Message></Error>`);
    return;
  }
  answer(request, response);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
// The script that started this ends it; where the script was killed, the pipe ends.
process.stdin.resume().on("end", () => process.exit(0));
