// Loaded before a program of Node's (node --require): every TLS connection to *.tumblr.com goes to our server instead.
// The name asked for stays what it was, in the request as in the handshake. Connections elsewhere are refused.

"use strict";

const net = require("node:net");

const port = Number(process.env.CLIENTS_PORT);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  throw new Error(`redirect.cjs: CLIENTS_PORT is ${process.env.CLIENTS_PORT}, not a port`);
}

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  // The arguments may come as Node itself has put them in order: one array with the options first.
  const list = Array.isArray(given[0]) ? given[0] : given;
  const options = list[0];
  if (options !== null && typeof options === "object" && !options.path) {
    const host = options.host ?? "localhost";
    if (/(^|\.)tumblr\.com$/i.test(host)) {
      list[0] = { ...options, host: "127.0.0.1", port, servername: options.servername ?? host };
    } else if (!["localhost", "127.0.0.1", "::1"].includes(host)) {
      throw new Error(`redirect.cjs: a test may not connect to ${host}`);
    }
  }
  return connect.apply(this, given);
};
