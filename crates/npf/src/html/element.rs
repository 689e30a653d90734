//! What an element means for a post.

use crate::block::Subtype;
use crate::format::FormatKind;
use crate::html::inline::blog_name;
use crate::html::token::Tag;
use crate::media::BlogRef;

/// The part an element plays.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// Text apart from what is around it, of a subtype where it has one.
    Part(Option<Subtype>),
    /// `<p>`: as a part, and ended by the next part.
    Paragraph(Option<Subtype>),
    /// `<blockquote>`.
    Quote,
    /// `<ul>` or `<ol>`.
    List {
        /// Numbered.
        ordered: bool,
    },
    /// `<li>`.
    Item,
    /// `<pre>`: white space is kept.
    Pre,
    /// `<figure>`.
    Figure,
    /// `<figcaption>`.
    Caption,
    /// Pictures side by side.
    Row,
    /// `<td>`, `<th>`.
    Cell,
    /// `<b>`, `<a>` and the like.
    Inline(FormatKind),
    /// `<br>`.
    Break,
    /// `<hr>`.
    Rule,
    /// `<img>`.
    Image,
    /// `<iframe>`.
    Frame,
    /// `<audio>`.
    Audio,
    /// `<video>`.
    Video,
    /// `<source>` of a sound or film.
    Source,
    /// Not for reading, with all it holds.
    Skip,
    /// Means nothing here; what it holds does.
    Nothing,
}

/// The part a start tag's element plays.
pub fn classify_tag(tag: &Tag) -> Element {
    match &*tag.name {
        "p" => Element::Paragraph(subtype_of_tag(tag)),
        "h1" => Element::Paragraph(Some(Subtype::Heading1)),
        // A post has two levels of headings; the lower ones still are headings.
        "h2" | "h3" | "h4" | "h5" | "h6" => Element::Paragraph(Some(Subtype::Heading2)),
        "div" if tag.class("npf_row") || tag.class("row") => Element::Row,
        "blockquote" if tag.class("quote") || tag.class("npf_quote") => Element::Part(Some(Subtype::Quote)),
        "blockquote" => Element::Quote,
        "ul" | "menu" | "dir" => Element::List { ordered: false },
        "ol" => Element::List { ordered: true },
        "li" => Element::Item,
        "pre" | "listing" | "xmp" => Element::Pre,
        "figure" => Element::Figure,
        "figcaption" => Element::Caption,
        "td" | "th" => Element::Cell,
        "br" => Element::Break,
        "hr" => Element::Rule,
        "img" | "image" => Element::Image,
        "iframe" => Element::Frame,
        "audio" => Element::Audio,
        "video" => Element::Video,
        "source" => Element::Source,
        // Our own pages repeat the alt text there; it is read from the picture.
        "details" if tag.class("alt") => Element::Skip,
        // Their content is no text to read, or would be shown twice.
        "script" | "style" | "title" | "textarea" | "noscript" | "noembed" | "noframes" | "template"
        | "svg" | "math" | "object" | "select" | "button" => Element::Skip,
        name if element_part(name) => Element::Part(None),
        _ => classify_inline(tag),
    }
}

fn element_part(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "nav"
            | "address"
            | "center"
            | "details"
            | "summary"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "form"
            | "fieldset"
            | "legend"
            | "body"
            | "html"
            | "hgroup"
            | "search"
    )
}

/// The classes Tumblr and this site give paragraphs.
fn subtype_of_tag(tag: &Tag) -> Option<Subtype> {
    let class = tag.get("class")?;
    class.split_ascii_whitespace().find_map(|name| match name {
        "npf_quirky" | "quirky" => Some(Subtype::Quirky),
        "npf_chat" | "chat" => Some(Subtype::Chat),
        "npf_quote" => Some(Subtype::Quote),
        "npf_indented" => Some(Subtype::Indented),
        _ => None,
    })
}

fn classify_inline(tag: &Tag) -> Element {
    let kind = match &*tag.name {
        "b" | "strong" => FormatKind::Bold,
        "i" | "em" | "cite" | "dfn" | "var" => FormatKind::Italic,
        "s" | "strike" | "del" => FormatKind::Strikethrough,
        "small" => FormatKind::Small,
        "a" => match tag
            .get("href")
            .and_then(|href| read_mention(tag, href).or_else(|| read_link(href).map(FormatKind::Link)))
        {
            Some(kind) => kind,
            None => return Element::Nothing,
        },
        "span" | "font" => match read_color(tag) {
            Some(hex) => FormatKind::Color(hex),
            None => return Element::Nothing,
        },
        _ => return Element::Nothing,
    };
    Element::Inline(kind)
}

/// A mention as this site writes it: class `mention`, and an address that ends in `/@blog`.
fn read_mention(tag: &Tag, href: &str) -> Option<FormatKind> {
    let (_, name) = href.rsplit_once("/@").filter(|_| tag.class("mention"))?;
    blog_name(name)
        .then(|| FormatKind::Mention(Box::new(BlogRef { name: Some(name.to_owned()), ..BlogRef::default() })))
}

/// The address of a link: http, https or mailto, without white space that browsers leave out.
pub fn read_link(href: &str) -> Option<String> {
    // Browsers drop tabs and line ends within an address, so `java\nscript:` must be read as they
    // do.
    let href: String = href.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    // Pages are served over https, so an address without a scheme means https.
    let href = if href.starts_with("//") { format!("https:{href}") } else { href };
    let mail = href.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:")) && href.len() <= 2048;
    (mail || crate::url::safe(&href).is_some()).then_some(href)
}

/// `style="color: #ff4930"`, `color="#ff4930"` or a class of this site, as six hexadecimal digits.
fn read_color(tag: &Tag) -> Option<String> {
    if let Some(hex) = tag.get("class").and_then(super::color::hex_of_class) {
        return Some(hex);
    }
    let value = match tag.get("style") {
        Some(style) => style.split(';').find_map(|rule| {
            let (name, value) = rule.split_once(':')?;
            name.trim().eq_ignore_ascii_case("color").then(|| value.trim())
        })?,
        None => tag.get("color")?.trim(),
    };
    let digits = value.strip_prefix('#')?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    match (hex, digits.len()) {
        (true, 6) => Some(format!("#{}", digits.to_ascii_lowercase())),
        (true, 3) => Some(digits.chars().fold("#".to_owned(), |mut made, c| {
            made.extend([c.to_ascii_lowercase(); 2]);
            made
        })),
        _ => None,
    }
}
