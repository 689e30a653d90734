// Starts a Tagstead server of its own for a file of tests, and ends it.

import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.TAGSTEAD_BIN ?? join(root, "target/debug/tagstead");

/** The moment at which every test site stands still, so that ages and pictures agree from run to run. */
export const NOW = "2026-11-22T12:00:00Z";

const environment = () => {
  const { TAGSTEAD_DATABASE_URL, ...rest } = process.env;
  return { ...rest, NO_COLOR: "1" };
};

/** The demo site: `{ origin, opening, stop }`; `opening` is the address it says to open. `more` are further options. */
export function demo(more = []) {
  return start(["demo", "--listen", "127.0.0.1:0", "--clock", NOW, ...more]);
}

/** A site that holds only what `file`, Tumblr API JSON, imports. */
export async function imported(file) {
  const data = await mkdtemp(join(tmpdir(), "tagstead-browser-"));
  const run = spawnSync(binary, ["import", "tumblr-json", file, "--data", data], {
    env: environment(),
    encoding: "utf8",
  });
  if (run.status !== 0) {
    throw new Error(`import ended with ${run.status ?? run.error}:\n${run.stderr}`);
  }
  const site = await start(["serve", "--data", data, "--listen", "127.0.0.1:0"]);
  const stop = async () => {
    await site.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { ...site, stop, summary: run.stdout };
}

/** A site on which these commands were run first, each a list of arguments and what it reads. */
export async function prepared(commands) {
  const data = await mkdtemp(join(tmpdir(), "tagstead-browser-"));
  for (const [args, input] of commands) {
    const run = spawnSync(binary, [...args, "--data", data], { env: environment(), encoding: "utf8", input });
    if (run.status !== 0) {
      throw new Error(`${args.join(" ")} ended with ${run.status ?? run.error}:\n${run.stderr}`);
    }
  }
  const site = await start(["serve", "--data", data, "--listen", "127.0.0.1:0"]);
  const stop = async () => {
    await site.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { ...site, stop };
}

/** The password of the account of `peopled`. */
export const PASSWORD = "bal, çay və çörək";

/**
 * A site with the account ada, its blog walks, and a client that sends people back to `redirect`; with the posts of
 * the file `posts`, Tumblr API JSON, where one is named.
 */
export async function peopled(redirect, posts) {
  const data = await mkdtemp(join(tmpdir(), "tagstead-browser-"));
  const tell = (args, input) => {
    const run = spawnSync(binary, [...args, "--json", "--data", data], { env: environment(), encoding: "utf8", input });
    if (run.status !== 0) {
      throw new Error(`${args.join(" ")} ended with ${run.status ?? run.error}:\n${run.stderr}`);
    }
    return JSON.parse(run.stdout);
  };
  tell(["account", "create", "ada", "--blog", "walks"], `${PASSWORD}\n`);
  const client = tell(["client", "create", "Walks & Springs", "--account", "ada", "--redirect", redirect, "--with-token"]);
  if (posts) {
    const run = spawnSync(binary, ["import", "tumblr-json", posts, "--data", data], { env: environment(), encoding: "utf8" });
    if (run.status !== 0) throw new Error(`import ended with ${run.status ?? run.error}:\n${run.stderr}`);
  }
  const site = await start(["serve", "--data", data, "--listen", "127.0.0.1:0"]);
  const stop = async () => {
    await site.stop();
    await rm(data, { recursive: true, force: true });
  };
  // On the site as it runs: what has no JSON to tell.
  const told = (args) => {
    const run = spawnSync(binary, [...args, "--data", data], { env: environment(), encoding: "utf8" });
    if (run.status !== 0) throw new Error(`${args.join(" ")} ended with ${run.status ?? run.error}:\n${run.stderr}`);
    return run.stdout;
  };
  return { ...site, stop, client, tell: told };
}

/** A site with posts of these tag lists, and with ada, a moderator. What is to propose is proposed. */
export async function moderated(tags) {
  const data = await mkdtemp(join(tmpdir(), "tagstead-browser-"));
  const run = (args, input) => {
    const ran = spawnSync(binary, [...args, "--data", data], { env: environment(), encoding: "utf8", input });
    if (ran.status !== 0) throw new Error(`${args.join(" ")} ended with ${ran.status ?? ran.error}:\n${ran.stderr}`);
    return ran.stdout;
  };
  const posts = tags.map((tags, at) => ({
    type: "text",
    blog_name: "almanac",
    id: 700_000_000 + at,
    timestamp: 1_700_000_000 + at * 86_400,
    tags,
    body: `<p>A walk on day ${at}.</p>`,
  }));
  const file = join(data, "posts.json");
  await writeFile(file, posts.map((post) => JSON.stringify(post)).join("\n"));
  run(["import", "tumblr-json", file]);
  run(["account", "create", "ada", "--blog", "walks"], `${PASSWORD}\n`);
  run(["account", "moderator", "ada", "on"]);
  const proposed = run(["subject", "propose"]);
  const site = await start(["serve", "--data", data, "--listen", "127.0.0.1:0"]);
  const stop = async () => {
    await site.stop();
    await rm(data, { recursive: true, force: true });
  };
  return { ...site, stop, proposed };
}

function start(args) {
  const server = spawn(binary, args, { env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill("SIGTERM");
    const late = setTimeout(() => server.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(late);
  };
  return new Promise((resolve, reject) => {
    let said = "";
    let complaints = "";
    const patience = setTimeout(() => {
      server.kill("SIGKILL");
      reject(new Error(`no address within a minute of: tagstead ${args.join(" ")}\n${said}\n${complaints}`));
    }, 60_000);
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${complaints}`)));
    server.stderr.on("data", (part) => (complaints = (complaints + part).slice(-8_000)));
    server.stdout.on("data", (part) => {
      said += part;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+\S*(?=\s)/);
      if (!address) return;
      clearTimeout(patience);
      resolve({ origin: new URL(address[0]).origin, opening: address[0], stop });
    });
  });
}
