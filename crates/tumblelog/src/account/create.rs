//! Making accounts, and finding them.

use super::blogs::{Adopt, give_blog};
use super::password;
use crate::account::secret;
use crate::{Error, NewBlog, Result, Site};
use model::{Account, AccountId, Blog, BlogName, Invalid};
use store::accounts;

/// What a new account is made from.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its sign-in name.
    pub name: BlogName,
    /// Its password; without one nobody can sign in until one is set.
    pub password: Option<String>,
    /// Its first blog, the primary one.
    pub blog: NewBlog,
    /// Whether the blog may be there already.
    pub adopt: Adopt,
}

impl Site {
    /// Makes an account with its first blog.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a name is taken, a blog has another owner, or the password is too short or too common.
    pub async fn create_account(&self, new: NewAccount) -> Result<(Account, Blog)> {
        let now = self.clock.now();
        let phc = match &new.password {
            Some(password) => {
                let names = [new.name.as_str(), new.blog.name.as_str()];
                password::check_password(password, &names)?;
                // Hashed before the transaction: argon2 is slow by intent, and writers wait for one
                // another.
                Some(self.hash_password(password).await?)
            }
            None => None,
        };
        let made = self
            .store
            .write(move |tx| {
                if accounts::by_name(tx, new.name.as_str())?.is_some() {
                    return Err(name_taken(&new.name));
                }
                let id = AccountId(tx.next_id("account")?);
                let mut account = Account {
                    id,
                    name: new.name.as_str().to_owned(),
                    blogs: Vec::new(),
                    created: now,
                    moderator: false,
                };
                accounts::insert_account(tx, &account, phc.as_deref())?;
                let blog = give_blog(tx, id, &new.blog, new.adopt, now)?;
                account.blogs.push(blog.id);
                Ok((account, blog))
            })
            .await;
        // Two registrations may pass the check for the name at once; the unique index refuses the
        // later one.
        made.map_err(|error| match error {
            Error::Store(store::Error::Duplicate(_)) => {
                Invalid::new("the name of the account, or the name or uuid of the blog, is taken").into()
            }
            other => other,
        })
    }

    /// The account of a name.
    pub async fn account_named(&self, name: &str) -> Result<Option<Account>> {
        // What cannot be a name belongs to nobody: no reason to ask the database.
        let Ok(name) = BlogName::parse(name) else { return Ok(None) };
        self.store.read(move |tx| Ok(accounts::by_name(tx, name.as_str())?)).await
    }

    /// Whether anybody has an account here.
    pub async fn has_accounts(&self) -> Result<bool> {
        self.store.read(|tx| Ok(accounts::any_exists(tx)?)).await
    }

    /// The account of an id.
    pub async fn find_account(&self, id: AccountId) -> Result<Option<Account>> {
        self.store.read(move |tx| Ok(accounts::by_id(tx, id)?)).await
    }

    /// Lets a person decide about what everyone sees, or no more: at once, in every session.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown account.
    pub async fn set_moderator(&self, account: AccountId, on: bool) -> Result<()> {
        self.store
            .write(move |tx| match accounts::set_moderator(tx, account, on)? {
                true => Ok(()),
                false => Err(Error::NotFound(format!("there is no account {account}"))),
            })
            .await
    }

    /// A new secret of 43 letters and digits, 256 bits.
    ///
    /// # Errors
    /// When the source of secrets has none to give.
    pub fn draw_secret(&self) -> Result<String> {
        secret::draw_text(&*self.secrets, 43)
    }
}

fn name_taken(name: &BlogName) -> Error {
    Invalid::new(format!("the account name “{name}” is taken; use another")).into()
}
