// Checks a signed address (AWS Signature Version 4 in the query), as Amazon's documentation of it says. The library's own
// check leaves the slash behind a bucket out of what is signed.
import { createHmac, createHash, timingSafeEqual } from "node:crypto";

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** The code of the error; null where the signature holds. */
export function signatureError(request, keys, now = Date.now()) {
  const [path, query = ""] = request.url.split("?");
  const parts = query.split("&");
  const value = Object.fromEntries(parts.map((part) => part.split("=").map(decodeURIComponent)));
  if (value["X-Amz-Algorithm"] !== "AWS4-HMAC-SHA256" || !value["X-Amz-Signature"]) return "AccessDenied";
  const [access, ...scope] = value["X-Amz-Credential"].split("/");
  if (!(access in keys)) return "InvalidAccessKeyId";
  const date = value["X-Amz-Date"];
  const begun = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(now - begun) < Number(value["X-Amz-Expires"]) * 1000)) return "AccessDenied";
  const names = value["X-Amz-SignedHeaders"].split(";");
  const canonical = [
    request.method,
    path,
    parts.filter((part) => !part.startsWith("X-Amz-Signature=")).sort().join("&"),
    ...names.map((name) => `${name}:${request.headers[name].trim()}`),
    "",
    names.join(";"),
    "UNSIGNED-PAYLOAD",
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), createHash("sha256").update(canonical).digest("hex")].join("\n");
  const key = scope.reduce(hmac, `AWS4${keys[access]}`);
  const right = hmac(key, text);
  const told = Buffer.from(value["X-Amz-Signature"], "hex");
  return told.length === right.length && timingSafeEqual(told, right) ? null : "SignatureDoesNotMatch";
}
