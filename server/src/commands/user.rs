//! `user add|list|set-password|disable`.

use std::io::{IsTerminal, Read, Write};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, Subcommand};

use super::{Context, parse_lang};
use crate::i18n::Lang;
use crate::office::users::{self, Disabled, NewUser, Role};
use crate::secrets::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, hash_password, spoken_code};

/// Accounts of the staff.
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add an account; prints a new password unless one is piped in
    Add {
        /// What the person types to sign in
        login: String,
        /// consultant, lead, recruiter, tutor, manager, auditor or administrator
        #[arg(long)]
        role: Role,
        /// How colleagues call the person
        #[arg(long)]
        name: String,
        /// The same person among the workshop's people
        #[arg(long, value_name = "ID")]
        staff: Option<String>,
        /// ru or en
        #[arg(long, value_parser = parse_lang)]
        lang: Option<Lang>,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Set another password and end the account's sessions; prints a new one unless one is piped in
    SetPassword {
        /// Whose
        login: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Close an account; it stays in the list, because records name it
    Disable {
        /// Whose
        login: String,
    },
}

/// Runs `user …`.
///
/// # Errors
/// When it is refused; the message names the login or the field and the way out.
pub fn run(user: User, context: &Context, out: &mut dyn Write) -> Result<()> {
    let office = context.office()?;
    let now = context.clock.now();
    match user.command {
        UserCommand::Add {
            login,
            role,
            name,
            staff,
            lang,
            password_stdin,
        } => {
            ensure!(
                !users::fold_login(&login).is_empty(),
                "login: empty; give the person a short name to type"
            );
            ensure!(
                !name.trim().is_empty(),
                "--name: empty; say how colleagues call the person"
            );
            let (password, is_made) = password(password_stdin)?;
            let user = NewUser {
                login,
                name: name.trim().to_owned(),
                role,
                staff_id: staff,
                lang,
                password_phc: hash_password(&password)?,
            };
            if !office.with(|db| users::add(db, &user, now))? {
                bail!(
                    "login `{}` is taken: choose another, or use `user set-password`",
                    user.login
                );
            }
            writeln!(out, "Added {} ({role}).", users::fold_login(&user.login))?;
            say_password(out, &password, is_made)
        }
        UserCommand::List { json } => {
            let list = office.with(|db| users::list(db))?;
            if json {
                writeln!(out, "{}", serde_json::to_string_pretty(&list)?)?;
                return Ok(());
            }
            for user in list {
                let closed = if user.disabled_at.is_some() {
                    "  (closed)"
                } else {
                    ""
                };
                writeln!(
                    out,
                    "{:<20} {:<14} {}{closed}",
                    user.login,
                    user.role.code(),
                    user.name
                )?;
            }
            Ok(())
        }
        UserCommand::SetPassword {
            login,
            password_stdin,
        } => {
            let user = find(&office, &login)?;
            let (password, is_made) = password(password_stdin)?;
            let phc = hash_password(&password)?;
            office.with(|db| users::set_password(db, user.id, &phc, now))?;
            writeln!(
                out,
                "Changed the password of {}; its sessions are over.",
                user.login
            )?;
            say_password(out, &password, is_made)
        }
        UserCommand::Disable { login } => {
            let user = find(&office, &login)?;
            match office.with(|db| users::disable(db, user.id, now))? {
                Disabled::Done => Ok(writeln!(out, "Closed {}.", user.login)?),
                Disabled::LastAdministrator => {
                    bail!(
                        "`{}` is the last administrator: add another one first",
                        user.login
                    )
                }
            }
        }
    }
}

fn find(office: &crate::office::Office, login: &str) -> Result<users::User> {
    office
        .with(|db| users::by_login(db, login))?
        .with_context(|| format!("no account `{login}`: `user list` shows them"))
}

/// The password from standard input, or a new random one; whether it is a new one.
fn password(from_stdin: bool) -> Result<(String, bool)> {
    if !from_stdin {
        return Ok((spoken_code()?.to_lowercase(), true));
    }
    let mut stdin = std::io::stdin();
    ensure!(
        !stdin.is_terminal(),
        "--password-stdin: pipe the password in (it would be seen on the screen), or leave the option out to get a new one"
    );
    let mut password = String::new();
    stdin
        .by_ref()
        .take(4096)
        .read_to_string(&mut password)
        .context("--password-stdin: cannot read it")?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    ensure!(
        password.chars().count() >= PASSWORD_CHARS_MIN && password.len() <= PASSWORD_BYTES_MAX,
        "the password needs at least {PASSWORD_CHARS_MIN} characters (and at most {PASSWORD_BYTES_MAX} bytes)"
    );
    Ok((password, false))
}

fn say_password(out: &mut dyn Write, password: &str, is_made: bool) -> Result<()> {
    if is_made {
        writeln!(out, "Password: {password}")?;
        writeln!(
            out,
            "It is shown only now. Give it to the person, not by e-mail."
        )?;
    }
    Ok(())
}
