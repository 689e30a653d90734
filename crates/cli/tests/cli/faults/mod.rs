//! Load and faults: clients read and write over HTTP while the server is killed and started again. What was
//! acknowledged is there once, what was not is there once at most.

mod wire;
mod worker;

use crate::publisher::open;
use crate::run::Home;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use worker::{Done, Scene, Worker};

/// Names how much is to be done: requests and kills, such as `10000 20`.
const SIZE: &str = "TAGSTEAD_TEST_FAULTS";
const CLIENTS: usize = 16;
const COMMON: usize = 12;

/// A server that dies with this value.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(home: &Home) -> Self {
        let mut command = home.command(&["serve", "--listen", "127.0.0.1:0", "--no-rate-limit"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().trim_end_matches('/').parse().unwrap();
        Self { child, address }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended where it was killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size() -> (usize, usize) {
    let told = std::env::var(SIZE).unwrap_or_else(|_| "1500 5".to_owned());
    let (requests, kills) = told.split_once(' ').unwrap();
    (requests.parse().unwrap(), kills.parse().unwrap())
}

#[test]
fn what_was_acknowledged_is_there_once_however_often_the_server_dies() {
    for home in Home::each() {
        run_trial(&home, 1, size());
    }
}

#[test]
fn several_servers_share_one_postgresql_however_often_they_die() {
    let (requests, kills) = size();
    for servers in [2, 4] {
        for home in Home::each().into_iter().filter(|home| home.url().starts_with("postgres")) {
            // All of them together do what one does in the other test.
            run_trial(&home, servers, (requests / 2, kills));
        }
    }
}

/// Lets clients write while servers are killed and queues are published; then compares the site with what was acknowledged.
#[expect(clippy::print_stdout, reason = "the figures of a trial that is run by hand")]
fn run_trial(home: &Home, servers: usize, (requests, kills): (usize, usize)) {
    let keys = people(home);
    let mut servers: Vec<Server> = (0..servers).map(|_| Server::start(home)).collect();
    let first = servers[0].address;
    let bearers: Vec<String> = keys.iter().map(|keys| wire::bearer(first, keys)).collect();
    let owner = Worker::new(blog(CLIENTS), bearers[CLIENTS].clone(), 0, 0);
    let (common, uuid) = common(first, &owner);
    let scene = Scene::new(servers.iter().map(|server| server.address).collect(), common, uuid);
    let workers = bearers.into_iter().take(CLIENTS).enumerate();
    let workers: Vec<Worker> = workers.map(|(n, bearer)| Worker::new(blog(n), bearer, n, COMMON)).collect();
    // Jobs that have an effect which can be counted: reblogs of one post that become due one after another.
    let queued = i64::try_from(requests / 20).unwrap();
    let root = crate::queue::fill(home, queued, 50);

    let workers = under_fire(home, &mut servers, &scene, workers, (requests, kills));
    let posts: usize = workers.iter().map(|worker| written(&scene, worker)).sum();
    liked(&scene, &owner, &workers);
    wait_until_published(&scene, queued);
    let unsure = workers.iter().flat_map(|worker| &worker.posts).filter(|post| post.id.is_none()).count();
    println!(
        "{} servers, {} requests, {kills} kills, {posts} posts, {queued} from a queue; {unsure} orders unanswered",
        servers.len(),
        scene.done.load(Ordering::Relaxed)
    );
    drop(servers);
    let site = open(home.url());
    let page = crate::queue::runtime().block_on(site.post_page("root", root)).unwrap().unwrap();
    assert_eq!((page.card.post.notes, page.notes_held), (queued, queued as u64), "each is one note");
    let dead = home.run(&["jobs", "list", "--dead"]);
    assert_eq!((dead.code, dead.out.as_str()), (Some(0), ""), "no job is dead: {dead:?}");
    assert_eq!(home.checked(), (posts + COMMON + 1) as u64 + queued as u64);
}

/// Waits for the last post of the queue.
fn wait_until_published(scene: &Scene, queued: i64) {
    let until = Instant::now() + Duration::from_secs(60);
    let all = format!("data-total=\"{queued}\"");
    loop {
        let page = wire::read_page(scene.address(0), "/tagged/tea");
        if page.contains(&all) {
            return;
        }
        assert!(Instant::now() < until, "not all were published");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Lets the clients work while servers are killed in turns and started again, at even distances.
fn under_fire(
    home: &Home,
    servers: &mut [Server],
    scene: &Scene,
    workers: Vec<Worker>,
    (requests, kills): (usize, usize),
) -> Vec<Worker> {
    let each = requests.div_ceil(CLIENTS);
    std::thread::scope(|threads| {
        let work = move |mut worker: Worker| {
            worker.work(scene, each);
            worker
        };
        let running: Vec<_> = workers.into_iter().map(|worker| threads.spawn(move || work(worker))).collect();
        for kill in 1..=kills {
            let due = requests * kill / (kills + 1);
            while scene.done.load(Ordering::Relaxed) < due && running.iter().any(|one| !one.is_finished()) {
                std::thread::sleep(Duration::from_millis(1));
            }
            let number = kill % servers.len();
            let server = &mut servers[number];
            server.kill();
            *server = Server::start(home);
            scene.moved(number, server.address);
        }
        running.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn blog(n: usize) -> String {
    format!("walker-{n}")
}

/// An account with a blog and a token for each client, and one whose posts all of them know.
fn people(home: &Home) -> Vec<wire::Keys> {
    let person = |n: usize| {
        let (account, blog) = (format!("person-{n}"), blog(n));
        home.run(&["account", "create", &account, "--blog", &blog, "--no-password"]).succeeded();
        let made = home.run(&["client", "create", "load", "--account", &account, "--with-token", "--json"]);
        made.succeeded();
        serde_json::from_str(&made.out).unwrap()
    };
    (0..=CLIENTS).map(person).collect()
}

/// Posts to like and reblog, with their keys, and the uuid of their blog.
fn common(server: SocketAddr, owner: &Worker) -> (Vec<(String, String)>, String) {
    let path = format!("/v2/blog/{}/posts", owner.blog);
    for n in 0..COMMON {
        let content = json!([{ "type": "text", "text": format!("Common {n}") }]);
        let order = json!({ "content": content, "tags": "common" }).to_string();
        wire::must(201, server, "POST", &path, &owner.bearer, &order);
    }
    let page = wire::must(200, server, "GET", "/v2/tagged?tag=common&limit=50", &owner.bearer, "");
    let text = |post: &Value, name: &str| post[name].as_str().unwrap().to_owned();
    let posts = page["response"].as_array().unwrap();
    assert_eq!(posts.len(), COMMON);
    let uuid = text(&posts[0], "tumblelog_uuid");
    (posts.iter().map(|post| (text(post, "id_string"), text(post, "reblog_key"))).collect(), uuid)
}

fn read(scene: &Scene, by: &Worker, path: &str) -> Value {
    wire::must(200, scene.address(0), "GET", path, &by.bearer, "")["response"].take()
}

/// Compares a client's blog with what the client was told; the number of its posts.
fn written(scene: &Scene, worker: &Worker) -> usize {
    let mut there: HashMap<String, (String, String)> = HashMap::new();
    let mut path = format!("/v2/blog/{}/posts?tag=faults&npf=true&limit=50", worker.blog);
    loop {
        let page = read(scene, worker, &path);
        for post in page["posts"].as_array().unwrap() {
            let marker = post["tags"][1].as_str().unwrap().to_owned();
            let held = (
                post["id_string"].as_str().unwrap().to_owned(),
                post["content"][0]["text"].as_str().unwrap().to_owned(),
            );
            let twice = there.insert(marker, held);
            assert!(twice.is_none(), "twice: {twice:?} and {post}");
        }
        match page["_links"]["next"]["href"].as_str() {
            Some(next) => path = next.to_owned(),
            None => {
                assert_eq!(page["total_posts"], there.len());
                break;
            }
        }
    }
    for post in &worker.posts {
        let held = there.get(&post.marker);
        match (&post.id, post.deleted, held) {
            (Some(_), Done::Yes, Some(_)) => panic!("deleted, and back: {post:?}"),
            (Some(_), Done::No, None) => panic!("acknowledged, and lost: {post:?}"),
            (Some(id), _, Some((held, text))) => {
                assert_eq!(id, held, "{post:?}");
                assert!(post.texts.contains(text), "“{text}” is not what {post:?} says");
            }
            (None, _, _) | (_, _, None) => {}
        }
    }
    assert!(there.keys().all(|marker| worker.posts.iter().any(|post| post.marker == *marker)));
    there.len()
}

/// Compares the notes of the common posts with what the clients were told.
fn liked(scene: &Scene, owner: &Worker, workers: &[Worker]) {
    for (at, (id, _)) in scene.common.iter().enumerate() {
        let page = read(scene, owner, &format!("/v2/blog/{}/notes?id={id}&mode=likes", owner.blog));
        let notes = page["notes"].as_array().unwrap();
        for worker in workers {
            let by = notes.iter().filter(|note| note["blog_name"] == *worker.blog).count();
            match worker.likes[at] {
                Done::Yes => assert_eq!(by, 1, "{} likes {id}", worker.blog),
                Done::No => assert_eq!(by, 0, "{} does not like {id}", worker.blog),
                Done::Perhaps => assert!(by <= 1, "{} likes {id} twice", worker.blog),
            }
        }
    }
}
