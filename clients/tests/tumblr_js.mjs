// The calls of tumblr.js's own integration suites, seven that read and nine that write, in our words, and after them
// every other method of its client. Started by tumblr_js_test.py, which leads api.tumblr.com to our server.

import assert from "node:assert/strict";
import { createReadStream, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import tumblr from "tumblr.js";

const { CLIENTS_CONSUMER_KEY, CLIENTS_CONSUMER_SECRET, CLIENTS_TOKEN, CLIENTS_TOKEN_SECRET } = process.env;
const file = (name) => new URL(`../media/${name}`, import.meta.url);
const STAFF_UUID = "t:0aY0xL2Fi1OFJg4YxpmegQ";
const STAFF = ["staff", "staff.tumblr.com", STAFF_UUID];

const nobody = new tumblr.Client();
const keyed = new tumblr.Client({ consumer_key: CLIENTS_CONSUMER_KEY });
const signed = new tumblr.Client({
  consumer_key: CLIENTS_CONSUMER_KEY,
  consumer_secret: CLIENTS_CONSUMER_SECRET,
  token: CLIENTS_TOKEN,
  token_secret: CLIENTS_TOKEN_SECRET,
});

const text = (words) => ({ type: "text", text: words });

/** The post as anybody with a key reads it. */
async function read(blog, id, params = {}) {
  const { posts } = await keyed.blogPosts(blog, { id: String(id), ...params });
  assert.equal(posts.length, 1, `post ${id} of ${blog}`);
  return posts[0];
}

describe("reading", () => {
  for (const name of STAFF) {
    it(`the avatar of ${name}, to nobody in particular`, async () => {
      const { avatar_url } = await nobody.blogAvatar(name);
      assert.equal(typeof avatar_url, "string");
      assert.match(avatar_url, /^https?:\/\//);
    });
    it(`the blog ${name}, with a key`, async () => {
      const { blog } = await keyed.blogInfo(name);
      assert.equal(blog.name, "staff");
      assert.equal(blog.uuid, STAFF_UUID);
    });
  }
  it("who is signed in", async () => {
    const { user } = await signed.userInfo();
    assert.equal(typeof user.name, "string");
    assert.ok(Array.isArray(user.blogs) && user.blogs.length > 0);
    assert.equal(typeof user.blogs[0].uuid, "string");
  });
});

describe("writing", () => {
  let blog;
  const made = [];
  const create = async (params) => {
    const { id } = await signed.createPost(blog, params);
    assert.equal(typeof id, "string");
    assert.match(id, /^\d+$/);
    made.push(id);
    return id;
  };
  const createLegacy = async (params) => {
    const { id } = await signed.createLegacyPost(blog, params);
    assert.ok(id);
    made.push(String(id));
    return id;
  };
  before(async () => {
    blog = (await signed.userInfo()).user.blogs[0].name;
  });
  after(async () => {
    for (const id of made) await signed.deletePost(blog, id);
    const { posts } = await keyed.blogPosts(blog);
    assert.deepEqual(posts.filter((post) => made.includes(post.id_string)), []);
  });

  let first;

  it("a post of two texts and a link", async () => {
    const link = { type: "link", url: "https://walks.example/springs", title: "The walk" };
    const tags = ["hot springs", "Kəlbəcər"];
    first = await create({ content: [text("Eleven springs"), text("Bring a cup 🐝"), link], tags });
    const post = await read(blog, first, { npf: true });
    assert.deepEqual(post.tags, tags);
    assert.deepEqual(post.content.map((block) => block.type), ["text", "text", "link"]);
    assert.equal(post.content[1].text, "Bring a cup 🐝");
  });

  it("an edit of it", async () => {
    assert.ok(await signed.editPost(blog, first, { content: [text("Twelve springs")], tags: ["counted again"] }));
    const post = await read(blog, first, { npf: true });
    assert.deepEqual([post.content[0].text, post.tags], ["Twelve springs", ["counted again"]]);
  });

  it("a picture that lies elsewhere already", async () => {
    const media = [{
      media_key: "ff:spring",
      type: "image/jpeg",
      width: 1280,
      height: 853,
      url: "https://64.media.tumblr.com/ff/s1280x1920/spring.jpg",
    }];
    const attribution = { type: "link", url: "https://walks.example/springs" };
    const id = await create({
      content: [{ type: "image", media, alt_text: "Water over red stones", caption: "Early", attribution }],
    });
    const [block] = (await read(blog, id, { npf: true })).content;
    assert.deepEqual([block.type, block.alt_text], ["image", "Water over red stones"]);
  });

  it("a picture and a film, uploaded", async () => {
    const id = await create({
      content: [
        text("Seen and heard"),
        { type: "image", media: createReadStream(file("picture.jpg")), alt_text: "Bars of colour" },
        { type: "video", media: createReadStream(file("film.mp4")) },
      ],
      tags: ["uploaded"],
    });
    const post = await read(blog, id, { npf: true });
    assert.deepEqual(post.content.map((block) => block.type), ["text", "image", "video"]);
    const [, image, video] = post.content;
    assert.deepEqual([image.media[0].width, image.media[0].height], [320, 240]);
    assert.ok(video.media?.url ?? video.url, "the film has an address");
  });

  it("a text in Markdown, in the older way", async () => {
    const body = "A *warm* spring\n\n- first\n- second";
    const id = await createLegacy({ type: "text", format: "markdown", title: "Springs", body });
    const post = await read(blog, id);
    assert.equal(post.type, "text");
    assert.match(post.body, /<em>warm<\/em>|<i>warm<\/i>/);
  });

  it("a photo, in the older way", async () => {
    const data = createReadStream(file("picture.jpg"));
    const post = await read(blog, await createLegacy({ type: "photo", caption: "One", data }));
    assert.equal(post.type, "photo");
    assert.equal(post.photos.length, 1);
  });

  it("several photos", async () => {
    const data = [createReadStream(file("picture.jpg")), createReadStream(file("picture.jpg"))];
    const post = await read(blog, await createLegacy({ type: "photo", caption: "Two", data }));
    assert.equal(post.photos.length, 2);
    const { width, height } = post.photos[1].original_size;
    assert.deepEqual([width, height], [320, 240]);
  });

  it("a photo in base64", async () => {
    const data64 = readFileSync(file("picture.jpg")).toString("base64");
    const post = await read(blog, await createLegacy({ type: "photo", caption: "Three", data64 }));
    assert.equal(post.photos.length, 1);
  });

  it("a sound", async () => {
    const data = createReadStream(file("sound.mp3"));
    const post = await read(blog, await createLegacy({ type: "audio", caption: "A tone", data }));
    assert.equal(post.type, "audio");
  });
});

describe("the other methods", () => {
  let own;
  before(async () => {
    own = (await signed.userInfo()).user.blogs[0].name;
  });

  it("pages of posts, by tag and by offset", async () => {
    const { total_posts, posts } = await keyed.blogPosts("staff", { limit: 5 });
    assert.equal(posts.length, 5);
    const later = await keyed.blogPosts("staff", { limit: 5, offset: 5 });
    assert.equal(new Set([...posts, ...later.posts].map((post) => post.id_string)).size, 10);
    const tagged = await keyed.blogPosts("staff", { tag: ["everything", "blue sky"], limit: 50 });
    assert.ok(tagged.total_posts < total_posts);
    assert.ok(tagged.posts.every(({ tags }) => tags.includes("everything") && tags.includes("blue sky")));
  });

  it("posts of a tag, as an array", async () => {
    const posts = await keyed.taggedPosts("blue sky", { limit: 3 });
    assert.ok(Array.isArray(posts) && posts.length > 0);
    assert.ok(posts.every(({ tags }) => tags.includes("blue sky")));
    assert.deepEqual(posts.map((post) => post.timestamp), posts.map((post) => post.timestamp).sort((a, b) => b - a));
  });

  it("a like and its end", async () => {
    const [post] = (await keyed.blogPosts("bee-yard", { limit: 1 })).posts;
    await signed.likePost(post.id_string, post.reblog_key);
    const liked = await signed.userLikes();
    assert.ok(liked.liked_posts.some(({ id_string }) => id_string === post.id_string));
    assert.equal(typeof (await keyed.blogLikes(own)).liked_count, "number");
    await signed.unlikePost(post.id_string, post.reblog_key);
    assert.equal((await signed.userLikes()).liked_count, liked.liked_count - 1);
  });

  it("following and its end", async () => {
    await signed.followBlog({ url: "bee-yard.tumblr.com" });
    const names = async () => (await signed.userFollowing()).blogs.map(({ name }) => name);
    assert.ok((await names()).includes("bee-yard"));
    const { posts } = await signed.userDashboard({ limit: 20 });
    assert.ok(posts.some(({ blog_name }) => blog_name === "bee-yard"));
    await signed.unfollowBlog({ url: "bee-yard.tumblr.com" });
    assert.ok(!(await names()).includes("bee-yard"));
    assert.equal(typeof (await signed.blogFollowers(own)).total_users, "number");
  });

  it("a reblog, an edit and a deletion, in the older way", async () => {
    const [post] = (await keyed.blogPosts("bee-yard", { limit: 1 })).posts;
    const params = { id: post.id_string, reblog_key: post.reblog_key, comment: "Well seen" };
    const { id } = await signed.reblogPost(own, params);
    const reblog = await read(own, id, { reblog_info: true });
    assert.equal(reblog.reblogged_root_name, "bee-yard");
    assert.ok(await signed.editLegacyPost(own, { id: String(id), type: "text", tags: "seen again" }));
    assert.deepEqual((await read(own, id)).tags, ["seen again"]);
    await signed.deletePost(own, String(id));
    await assert.rejects(read(own, id));
  });

  it("what waits", async () => {
    const body = "Later";
    const { id: queued } = await signed.createLegacyPost(own, { type: "text", body, state: "queue" });
    const { id: draft } = await signed.createLegacyPost(own, { type: "text", body, state: "draft" });
    const ids = ({ posts }) => posts.map((post) => post.id_string);
    assert.ok(ids(await signed.blogQueue(own)).includes(String(queued)));
    assert.ok(ids(await signed.blogDrafts(own)).includes(String(draft)));
    assert.deepEqual(ids(await signed.blogSubmissions(own)), []);
    for (const id of [queued, draft]) await signed.deletePost(own, String(id));
  });

  it("endpoints it has no method for", async () => {
    assert.ok((await signed.getRequest("/v2/user/limits")).user.posts.remaining >= 0);
    await signed.postRequest("/v2/user/filtered_tags", { filtered_tags: ["smoke"] });
    assert.deepEqual((await signed.getRequest("/v2/user/filtered_tags")).filtered_tags, ["smoke"]);
    const { id } = await signed.postRequest(`/v2/blog/${own}/posts`, { content: [text("Eleven")], tags: "by hand" });
    await signed.putRequest(`/v2/blog/${own}/posts/${id}`, { content: [text("Twelve")] });
    const post = await read(own, id, { npf: true });
    assert.deepEqual([post.content[0].text, post.tags], ["Twelve", ["by hand"]]);
    await signed.deletePost(own, id);
  });

  it("refusals, in words", async () => {
    await assert.rejects(nobody.blogInfo("staff"), /401/);
    await assert.rejects(keyed.blogInfo("nobody-has-this-name"), /404/);
    await assert.rejects(keyed.userInfo(), /401/);
    await assert.rejects(signed.createPost("bee-yard", { content: [text("not ours")] }), /403|401/);
    const forged = new tumblr.Client({
      consumer_key: CLIENTS_CONSUMER_KEY,
      consumer_secret: "wrong",
      token: CLIENTS_TOKEN,
      token_secret: CLIENTS_TOKEN_SECRET,
    });
    await assert.rejects(forged.userInfo(), /401/);
  });
});
