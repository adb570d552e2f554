//! What an office page costs while the log grows: `cargo bench -p stupen-server --bench pages`.
//!
//! A workshop of 60 people whose people change every nine months, told day by day until the log holds 100,000 entries,
//! then until it holds a million. At both sizes every page is asked for again and again, through the whole router, as
//! HTML. Target (docs/performance.md): p99 ≤ 30 ms with a million entries, and no page dearer because of its past.
//! Without `--bench` a few entries only show that it works.
#![allow(clippy::unwrap_used, reason = "a bench has nobody to report to")]
#![allow(clippy::indexing_slicing, reason = "a bench has nobody to report to")]
#![allow(clippy::print_stdout, reason = "printing is what a bench is for")]

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime};
use http_body_util::BodyExt;
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Command, Role};
use stupen_server::book::Book;
use stupen_server::clock::{Clock, Moment};
use stupen_server::commands::AT_THE_CONSOLE;
use stupen_server::data::DataDir;
use stupen_server::forms::{publish_form, read_form};
use stupen_server::office::Office;
use stupen_server::office::users::{self, NewUser};
use stupen_server::packs::publish_pack;
use stupen_server::pictograms::Sets;
use stupen_server::router::router;
use stupen_server::secrets::hash_password;
use stupen_server::state::{AppState, Parts};
use stupen_server::tls::Identity;
use tower::ServiceExt;

const PEOPLE: usize = 60;

/// Working days of a cohort: nine months.
const STAYS: usize = 190;

/// Runs of a person and day.
const RUNS: usize = 7;

const PASSWORD: &str = "серый зонт 4";

/// A workshop that goes on day by day.
struct House {
    book: Book,
    router: Router,
    cookie: String,
    now: Arc<Mutex<Moment>>,
    /// The working day that was told last.
    day: NaiveDate,
    /// Working days told so far.
    told: usize,
    written: usize,
    _dir: tempfile::TempDir,
}

fn soap() -> WorkshopId {
    WorkshopId::new("soap")
}

fn person(cohort: usize, n: usize) -> PersonId {
    PersonId::new(format!("p-{cohort}-{n:02}"))
}

fn enrolment(cohort: usize, n: usize) -> EnrolmentId {
    EnrolmentId::new(format!("e-{cohort}-{n:02}"))
}

fn at(day: NaiveDate, minutes: u32) -> DateTime<FixedOffset> {
    let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap();
    day.and_time(time)
        .and_local_timezone(FixedOffset::east_opt(3 * 3600).unwrap())
        .unwrap()
}

fn said(day: NaiveDate, minutes: u32, fact: impl Into<stupen_domain::wire::Fact>) -> Command {
    Command {
        fact: fact.into(),
        occurred_at: Some(at(day, minutes)),
    }
}

impl House {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        let identity = Identity::load_or_make(&data, &["localhost".to_owned()]).unwrap();
        let office = Office::open(&data.office_db()).unwrap();
        let day: NaiveDate = "2020-01-06".parse().unwrap();
        let now = Arc::new(Mutex::new(at(day, 8 * 60).to_utc()));
        let user = NewUser {
            login: "ilya".to_owned(),
            name: "Илья".to_owned(),
            role: users::Role::Consultant,
            staff_id: Some("staff".to_owned()),
            lang: None,
            password_phc: hash_password(PASSWORD).unwrap(),
        };
        office
            .with(|db| users::add(db, &user, *now.lock().unwrap()))
            .unwrap();
        let reading = Arc::clone(&now);
        let clock = Clock::new(move || *reading.lock().unwrap());
        Book::create(&data, &OrganisationId::new("stupeni")).unwrap();
        let book = Book::open(&data, &clock).unwrap();
        let names = |text: &str| Bilingual {
            ru: text.to_owned(),
            en: text.to_owned(),
        };
        let workshop = WorkshopSet {
            workshop: soap(),
            organisation: OrganisationId::new("stupeni"),
            name: names("Soap"),
            time_zone: "Europe/Moscow".to_owned(),
            late_grace_min: 10,
            double_scan_s: 20,
        };
        book.set_workshop(workshop, &Actor::device()).unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
        for name in ["regulations", "praise", "activities", "assessment"] {
            let path = sample.join("forms").join(format!("{name}.toml"));
            publish_form(&book, &AT_THE_CONSOLE, read_form(&path).unwrap(), None).unwrap();
        }
        publish_pack(
            &book,
            &soap(),
            &AT_THE_CONSOLE,
            &sample.join("pack"),
            &Sets::none(),
        )
        .unwrap();
        let hours = WorkHours {
            days: vec![1, 2, 3, 4, 5],
            start: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            end: NaiveTime::from_hms_opt(15, 0, 0).unwrap(),
            pauses: Vec::new(),
        };
        let week = ScheduleSet {
            person: None,
            from: day,
            week: vec![hours],
        };
        book.commit_now(&soap(), &AT_THE_CONSOLE, vec![week.into()])
            .unwrap();
        let state = AppState::new(Parts {
            office,
            book: book.clone(),
            clock,
            pin: identity.pin(),
            listens: ([127, 0, 0, 1], 8443).into(),
            demonstration: false,
        })
        .unwrap();
        Self {
            book,
            router: router(state),
            cookie: String::new(),
            now,
            day,
            told: 0,
            written: 0,
            _dir: dir,
        }
    }

    fn staff(&mut self, role: Role, commands: Vec<Command>) {
        let actor = Actor {
            person: Some(PersonId::new("staff")),
            role,
        };
        self.written += commands.len();
        for few in commands.chunks(200) {
            self.book.commit_now(&soap(), &actor, few.to_vec()).unwrap();
        }
    }

    fn cohort(&self) -> usize {
        self.told / STAYS
    }

    /// New people come, those before them have gone.
    fn change_people(&mut self) {
        let (cohort, day) = (self.cohort(), self.day);
        let mut commands: Vec<Command> = Vec::new();
        for n in 0..PEOPLE {
            let set = |who: PersonId, active| PersonSet {
                called: format!("Имя {who}"),
                person: who,
                picture: PictureRef::new("pictogram:person"),
                language: "ru".to_owned(),
                staff_role: None,
                active,
            };
            if cohort > 0 {
                commands.push(
                    EnrolmentEnded {
                        enrolment: enrolment(cohort - 1, n),
                        person: person(cohort - 1, n),
                        on: day - Days::new(1),
                        // Some have a review open: a completed term would wait for it.
                        because: EndReason::OwnWish,
                        decision: None,
                    }
                    .into(),
                );
            }
            commands.push(set(person(cohort, n), true).into());
            commands.push(
                EnrolmentStarted {
                    enrolment: enrolment(cohort, n),
                    person: person(cohort, n),
                    service: Service::TemporaryEmployment,
                    from: day,
                    until: None,
                }
                .into(),
            );
        }
        self.written += commands.len();
        self.book
            .commit_now(&soap(), &AT_THE_CONSOLE, commands)
            .unwrap();
    }

    /// One working day: everybody comes, works and goes; now and then a breach, an assessment, a request.
    fn tell_day(&mut self) {
        while self.day.weekday().number_from_monday() > 5 {
            self.day = self.day + Days::new(1);
        }
        let day = self.day;
        *self.now.lock().unwrap() = at(day, 16 * 60).to_utc();
        if self.told.is_multiple_of(STAYS) {
            self.change_people();
        }
        let (cohort, since) = (self.cohort(), self.told % STAYS);
        let mut cases: Vec<Command> = Vec::new();
        for n in 0..PEOPLE {
            let who = person(cohort, n);
            let minute = |minutes: usize| u32::try_from(minutes).unwrap();
            let late = if (n + since).is_multiple_of(37) {
                30
            } else {
                0
            };
            let mut commands = vec![
                said(
                    day,
                    minute(525 + n % 15 + late),
                    Arrived {
                        person: who.clone(),
                        badge: None,
                    },
                ),
                said(
                    day,
                    630,
                    BreakStarted {
                        person: who.clone(),
                    },
                ),
                said(
                    day,
                    645,
                    BreakEnded {
                        person: who.clone(),
                    },
                ),
                said(
                    day,
                    minute(900 + n % 10),
                    Left {
                        person: who.clone(),
                    },
                ),
            ];
            for run in 0..RUNS {
                let began = minute(570 + run * 40);
                commands.push(said(
                    day,
                    began + 15,
                    RunRecorded {
                        run: RunId::new(format!("r-{cohort}-{n}-{since}-{run}")),
                        person: who.clone(),
                        operation: OperationId::new(["soap-set/fold", "soap-set/fill"][n % 2]),
                        version: 1,
                        began: at(day, began),
                        ended: at(day, began + 15),
                        counted: 20,
                        defects: 0,
                        help: 0,
                        steps: Vec::new(),
                        part: None,
                        away: None,
                    },
                ));
            }
            self.written += commands.len();
            self.book
                .import_now(&soap(), &Actor::participant(&who), commands)
                .unwrap();
            if since % 80 == n {
                cases.push(
                    BreachRecorded {
                        breach: BreachId::new(format!("b-{cohort}-{n}-{since}")),
                        person: who.clone(),
                        enrolment: enrolment(cohort, n),
                        regulation: "phone".to_owned(),
                        version: 1,
                        day,
                        until: None,
                        time: None,
                        place: None,
                        agreed: None,
                        cause: None,
                    }
                    .into(),
                );
            }
            if since % 10 == n % 10 && since > 10 {
                cases.extend(assessed(&self.book, cohort, n, since, day));
            }
        }
        self.staff(Role::Consultant, cases);
        self.told += 1;
        self.day = day + Days::new(1);
    }

    fn fill(&mut self, entries: usize) {
        let began = Instant::now();
        let before = self.written;
        while self.written < entries {
            self.tell_day();
        }
        println!(
            "{} entries of {} working days, {} more in {:.0} s",
            self.written,
            self.told,
            self.written - before,
            began.elapsed().as_secs_f64()
        );
        // A morning on which the last told day is yesterday's.
        *self.now.lock().unwrap() = at(self.day, 10 * 60).to_utc();
    }

    async fn ask(&self, method: Method, path: &str, body: String) -> (StatusCode, String, usize) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let cookie = answer
            .headers()
            .get(header::SET_COOKIE)
            .map(|value| {
                value
                    .to_str()
                    .unwrap()
                    .split(';')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .unwrap_or_default();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes().len();
        (status, cookie, bytes)
    }

    async fn sign_in(&mut self) {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("login", "ilya")
            .append_pair("password", PASSWORD)
            .finish();
        let (status, cookie, _) = self.ask(Method::POST, "/login", form).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        self.cookie = cookie;
    }

    /// The pages, with somebody who is here now.
    fn pages(&self) -> Vec<(&'static str, String)> {
        let cohort = (self.told - 1) / STAYS;
        let who = person(cohort, 3);
        let yesterday = self.day
            - Days::new(if self.day.weekday() == chrono::Weekday::Mon {
                3
            } else {
                1
            });
        let of = |before: &str, after: &str| format!("{before}{who}{after}");
        vec![
            ("board", "/".to_owned()),
            ("day", format!("/day/{yesterday}")),
            ("a person's day", format!("/day/{yesterday}/of/{who}")),
            ("people", "/people".to_owned()),
            ("person", of("/people/", "")),
            ("settings", of("/people/", "/settings")),
            ("work of a person", of("/people/", "/work")),
            ("breaches", "/breaches".to_owned()),
            ("breaches, recent", "/breaches?show=recent".to_owned()),
            ("breaches of a person", of("/breaches/of/", "")),
            ("reviews", "/reviews".to_owned()),
            ("reviews, all years", "/reviews?show=all".to_owned()),
            ("review", of("/reviews/of/", "")),
            ("assessments", "/assessments".to_owned()),
            ("assessments of a person", of("/assessments/of/", "")),
            ("requests", "/requests".to_owned()),
            ("calls for help", "/help".to_owned()),
            ("external sites", "/placements".to_owned()),
            (
                "external sites, all years",
                "/placements?show=all".to_owned(),
            ),
            ("stays of a person", of("/placements/of/", "")),
            ("work plan", "/work".to_owned()),
            ("rotation proposed", "/work?show=proposed".to_owned()),
            ("limits", "/limits".to_owned()),
            ("hours", "/week".to_owned()),
            ("for review", "/quarantine".to_owned()),
        ]
    }

    /// Median and p99 of every page.
    async fn measure(&mut self, times: usize) -> Vec<(&'static str, Duration, Duration)> {
        // A session ends while months go by.
        self.sign_in().await;
        let mut rows = Vec::new();
        for (name, path) in self.pages() {
            let mut took = Vec::new();
            for _ in 0..times {
                let began = Instant::now();
                let (status, _, bytes) = self.ask(Method::GET, &path, String::new()).await;
                took.push(began.elapsed());
                assert_eq!(status, StatusCode::OK, "{path}");
                assert!(bytes > 1000, "{path}");
            }
            took.sort_unstable();
            rows.push((name, took[times / 2], took[(times * 99).div_ceil(100) - 1]));
        }
        rows
    }
}

/// An assessment of everything at the second level.
fn assessed(book: &Book, cohort: usize, n: usize, since: usize, day: NaiveDate) -> Vec<Command> {
    use stupen_domain::wire::forms::Assessment;
    let form = book
        .with(|ledger| stupen_domain::forms::current::<Assessment>(ledger.state(), &soap()))
        .unwrap()
        .unwrap();
    let marks: Vec<CriterionMark> = form
        .form
        .criteria
        .iter()
        .map(|criterion| CriterionMark {
            criterion: criterion.id.clone(),
            level: criterion.levels[1].id.clone(),
            note: String::new(),
        })
        .collect();
    let assessment = AssessmentId::new(format!("a-{cohort}-{n}-{since}"));
    let shown = AssessmentShown {
        assessment: assessment.clone(),
        person: person(cohort, n),
        enrolment: enrolment(cohort, n),
        placement: None,
        form: "assessment".to_owned(),
        version: form.version,
        on: day,
        marks: marks
            .iter()
            .map(|mark| ShownMark {
                criterion: mark.criterion.clone(),
                level: mark.level.clone(),
                own: None,
            })
            .collect(),
    };
    let signed = AssessmentSigned {
        assessment,
        person: person(cohort, n),
        enrolment: enrolment(cohort, n),
        placement: None,
        form: "assessment".to_owned(),
        version: form.version,
        from: day - Days::new(13),
        until: day,
        own: Vec::new(),
        marks,
        notes: String::new(),
        recommendations: String::new(),
    };
    vec![signed.into(), shown.into()]
}

fn main() {
    let whole = std::env::args().any(|arg| arg == "--bench");
    let (first, second, times) = if whole {
        (100_000, 1_000_000, 200)
    } else {
        (1_500, 3_000, 3)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut house = House::new();
    house.fill(first);
    let early = runtime.block_on(house.measure(times));
    house.fill(second);
    let late = runtime.block_on(house.measure(times));
    let ms = |took: Duration| took.as_secs_f64() * 1000.0;
    println!("page: median and p99 in ms with {first} entries, with {second}");
    for ((name, median, p99), (_, later_median, later_p99)) in early.iter().zip(&late) {
        println!(
            "{name:<24} {:6.1} {:6.1}   {:6.1} {:6.1}",
            ms(*median),
            ms(*p99),
            ms(*later_median),
            ms(*later_p99)
        );
    }
}
