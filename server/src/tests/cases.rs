//! Breaches, reviews, requests, stays, disputes, and a person's page.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::Value;
use stupen_domain::facts::{
    Arrived, BadgeIssued, BreachRecorded, BreachTold, MoodSaid, PersonSet, PictureProposed,
    RequestKind, RequestMade,
};
use stupen_domain::wire::forms::Regulations;
use stupen_domain::wire::ids::{BadgeHash, BreachId, EnrolmentId, PictureRef, RequestId};
use stupen_domain::{Actor, Command, Role, people};

use super::assessed::assess;
use super::floor::{Kiosk, monday, person, sample, soap_id};
use super::{House, PHC};
use crate::commands::AT_THE_CONSOLE;
use crate::forms::{publish_form, read_form};
use crate::office::OfficeError;
use crate::office::users::{self, NewUser};

impl House {
    /// People, a kiosk, the sample's forms, and accounts of a lead and a consultant who are somebody.
    pub(super) fn with_cases() -> (Self, Kiosk) {
        let (house, kiosk) = Self::with_people();
        for name in ["regulations", "praise", "activities", "assessment"] {
            let path = sample().join("forms").join(format!("{name}.toml"));
            let form = read_form(&path).unwrap();
            publish_form(house.state.book(), &AT_THE_CONSOLE, form, None).unwrap();
        }
        for (login, role) in [
            ("olga", users::Role::Lead),
            ("ilya", users::Role::Consultant),
        ] {
            let user = NewUser {
                login: login.to_owned(),
                name: login.to_owned(),
                role,
                staff_id: Some(format!("staff-{login}")),
                lang: None,
                password_phc: PHC.clone(),
            };
            let now = house.state.now();
            house
                .state
                .office()
                .with(|db| {
                    assert!(users::add(db, &user, now)?);
                    Ok::<_, OfficeError>(())
                })
                .unwrap();
        }
        (house, kiosk)
    }

    pub(super) fn commit(&self, role: Role, commands: Vec<Command>) {
        let actor = Actor {
            person: Some(person("staff-ilya")),
            role,
        };
        self.state
            .book()
            .commit_now(&soap_id(), &actor, commands)
            .unwrap();
    }

    pub(super) fn breach(&self, id: &str, who: &str, day: &str) {
        let breach = BreachRecorded {
            breach: BreachId::new(id),
            person: person(who),
            enrolment: EnrolmentId::new(format!("e-{who}")),
            regulation: "phone".to_owned(),
            version: 1,
            day: day.parse().unwrap(),
            until: None,
            time: None,
            place: None,
            agreed: None,
            cause: None,
        };
        self.commit(Role::Consultant, vec![breach.into()]);
    }

    pub(super) async fn refused(&self, cookie: &str, path: &str, form: &str, expected: &str) {
        let form = self.with_what_is_seen(cookie, path, form).await;
        let seen = self.post(path, &form, &[("cookie", cookie)]).await;
        assert_eq!(
            seen.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{form}: {}",
            seen.body
        );
        assert!(seen.body.contains(expected), "{form}: {expected}");
    }
}

impl House {
    /// Somebody with something of everything.
    pub(super) fn with_a_case() -> Self {
        let (house, _kiosk) = Self::with_cases();
        house.breach("b-1", "p-1", "2026-02-10");
        assess(&house, "a-1", "2026-02-10", 1);
        house
    }
}

pub(super) fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|line| line["called"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_absence_that_goes_on_is_one_proposal_and_one_breach() {
    let (house, mut kiosk) = House::with_cases();
    // The workshop was open on both days.
    for days in [0, 1] {
        let came = Arrived {
            person: person("p-2"),
            badge: None,
        };
        let at = monday("08:55") + Duration::days(days);
        kiosk.says(Role::Participant, Some("p-2"), at, came.into());
    }
    house.wait(Duration::hours(36));
    kiosk.sends_to(&house);
    let ilya = house.sign_in("ilya").await;
    let absent = |list: &Value| -> Vec<String> {
        let all = list["proposals"].as_array().unwrap().iter();
        all.filter(|line| line["cause"] == "absent" && line["called"] == "Аня")
            .map(|line| format!("{} {}", line["day"], line["until"]))
            .collect()
    };
    let list = house.list(&ilya, "/breaches").await;
    assert_eq!(absent(&list), [r#""2026-03-02" "2026-03-03""#]);
    let page = house.page(&ilya, "/breaches?show=proposed").await.body;
    assert!(page.contains("02.03.2026 – 03.03.2026"), "{page}");
    assert!(page.contains(r#"name="until" value="2026-03-03""#));
    let record = "act=record&day=2026-03-02&until=2026-03-03&cause=absent&regulation=not-called&agreed=&happened=&said=&back=list";
    house.act(&ilya, "/breaches/of/p-1", record).await;
    let list = house.list(&ilya, "/breaches").await;
    assert_eq!(absent(&list), Vec::<String>::new());
    assert_eq!(list["recent"][0]["until"], "2026-03-03");
    assert_eq!(list["people"][0]["strikes"], 1);
    let page = house.page(&ilya, "/breaches/of/p-1").await.body;
    assert!(page.contains("02.03.2026 – 03.03.2026"), "{page}");
}

/// Names that the office publishes lie on the floor, as a form of the workshop; whoever may not, reads them.
#[tokio::test]
async fn the_office_says_which_employers_kiosks_offer() {
    use stupen_domain::wire::forms::Employers;

    let (house, _kiosk) = House::with_cases();
    let offered = |house: &House| {
        house.state.book().with(|ledger| {
            stupen_domain::forms::current::<Employers>(ledger.state(), &soap_id())
                .map(|found| (found.version, found.form.employers))
        })
    };
    let admin = house.sign_in("admin").await;
    let path = "/placements";
    assert_eq!(offered(&house).unwrap(), None);
    house
        .act(
            &admin,
            path,
            "employers=Coffee+Bean%0D%0A%0D%0A+Laundry+%0D%0A",
        )
        .await;
    let names = vec!["Coffee Bean".to_owned(), "Laundry".to_owned()];
    assert_eq!(offered(&house).unwrap(), Some((1, names.clone())));
    // Sent once more, it says nothing new.
    house
        .act(&admin, path, "employers=Coffee+Bean%0ALaundry")
        .await;
    assert_eq!(offered(&house).unwrap(), Some((1, names)));
    let twice = "employers=Bean%0Abean";
    house
        .refused(&admin, path, twice, "По одному названию в строке")
        .await;
    house
        .refused(&admin, path, twice, ">Bean\nbean</textarea>")
        .await;
    let ilya = house.sign_in("ilya").await;
    let page = house.page(&ilya, path).await.body;
    assert!(page.contains("<li>Laundry</li>"), "{page}");
    assert!(!page.contains("<textarea"), "a consultant only reads");
    let forbidden = house
        .post(path, "employers=Bean", &[("cookie", &ilya)])
        .await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    assert_eq!(house.list(&ilya, path).await["employers"][1], "Laundry");
    let form = house.page(&ilya, "/placements/of/p-1").await.body;
    assert!(form.contains(r#"<option value="Coffee Bean">"#), "{form}");
}

/// The list's form, refused, comes back as the plain one: recorded from there it still answers what was proposed.
#[tokio::test]
async fn a_proposal_is_answered_from_the_plain_form_too() {
    let (house, mut kiosk) = House::with_cases();
    for (who, time) in [("p-1", "09:31"), ("p-2", "09:17"), ("p-3", "08:55")] {
        kiosk.arrives(who, time);
    }
    house.wait(Duration::hours(2));
    kiosk.sends_to(&house);
    let ilya = house.sign_in("ilya").await;
    let path = "/breaches/of/p-1";
    let chosen = r#"<option value="late 2026-03-02" selected>"#;

    let from_list = "act=record&day=2026-03-02&cause=late&back=list&regulation=";
    house
        .refused(&ilya, path, from_list, "Выберите, что нарушено")
        .await;
    house.refused(&ilya, path, from_list, chosen).await;
    // Sent once more from there, and refused again, it is about the same.
    let plain = "act=record&answers=late+2026-03-02&day=2026-02-27&regulation=";
    house.refused(&ilya, path, plain, chosen).await;
    house
        .act(&ilya, path, &format!("{plain}late&time=09:31"))
        .await;
    let one = house.list(&ilya, path).await;
    let breach = &one["enrolments"][0]["breaches"][0];
    assert_eq!(breach["day"], "2026-03-02", "{one}");
    assert_eq!(one["proposals"].as_array().unwrap().len(), 0, "{one}");
    house
        .refused(&ilya, path, &format!("{plain}late"), "На это уже ответили")
        .await;

    // What is something else leaves the proposal to be answered.
    let other = "act=record&answers=&day=2026-03-02&regulation=phone";
    house.act(&ilya, "/breaches/of/p-2", other).await;
    let one = house.list(&ilya, "/breaches/of/p-2").await;
    assert_eq!(one["proposals"].as_array().unwrap().len(), 1, "{one}");
}

#[tokio::test]
async fn a_lateness_is_only_proposed_and_staff_answer_it() {
    let (house, mut kiosk) = House::with_cases();
    kiosk.arrives("p-1", "09:31");
    kiosk.arrives("p-2", "09:17");
    kiosk.arrives("p-3", "08:55");
    house.wait(Duration::hours(2));
    kiosk.sends_to(&house);
    let ilya = house.sign_in("ilya").await;
    let list = house.list(&ilya, "/breaches").await;
    let late = |list: &Value| -> Vec<String> {
        let all = list["proposals"].as_array().unwrap().iter();
        all.filter(|line| line["cause"] == "late")
            .map(|line| format!("{} {}", line["called"], line["late_min"]))
            .collect()
    };
    assert_eq!(late(&list), [r#""Костя" 17"#, r#""Аня" 31"#]);
    assert_eq!(list["proposals"][1]["regulation"]["id"], "late");
    assert_eq!(list["people"].as_array().unwrap().len(), 0);
    let page = house.page(&ilya, "/breaches").await.body;
    assert!(page.contains("опоздание 31 мин") && page.contains("Записать как нарушение"));

    let path = "/breaches/of/p-1";
    let day = "day=2026-03-02&cause=late&back=list";
    let record = format!(
        "act=record&{day}&regulation=late&agreed=&happened=%D0%A1%D0%BB%D1%83%D1%87%D0%B8%D0%BB%D0%BE%D1%81%D1%8C&said=bus"
    );
    house.act(&ilya, path, &record).await;
    house
        .refused(&ilya, path, &record, "На это уже ответили")
        .await;
    let decline = "act=decline&day=2026-03-02&cause=late&reason=";
    house
        .refused(&ilya, "/breaches/of/p-2", decline, "Напишите причину")
        .await;
    house
        .act(&ilya, "/breaches/of/p-2", &format!("{decline}tram"))
        .await;
    let let_be = &house.list(&ilya, "/breaches/of/p-2").await["let_be"][0];
    assert_eq!(let_be["reason"], "tram");
    let page = house.page(&ilya, "/breaches/of/p-2").await.body;
    assert!(page.contains("Не записано как нарушение") && page.contains("tram"));
    let list = house.list(&ilya, "/breaches").await;
    assert_eq!(late(&list), Vec::<String>::new());
    assert_eq!(names(&list["recent"]), ["Аня"]);
    assert_eq!(list["people"][0]["strikes"], 1);

    let one = house.list(&ilya, path).await;
    let breach = &one["enrolments"][0]["breaches"][0];
    assert_eq!(breach["words"]["happened"], "Случилось");
    assert_eq!(
        (&breach["strike"], &breach["told"]),
        (&1.into(), &Value::Null)
    );
    let page = house.page(&ilya, path).await.body;
    assert!(
        page.contains("1 из 3") && page.contains("Случилось") && page.contains("ещё не рассказано")
    );

    let id = breach["breach"].as_str().unwrap();
    let annul = format!("act=annul&breach={id}&reason=mistake");
    house.act(&ilya, path, &annul).await;
    house.refused(&ilya, path, &annul, "аннулировали").await;
    let one = house.list(&ilya, path).await;
    assert_eq!(one["enrolments"][0]["strikes"], 0);
    assert_eq!(
        one["enrolments"][0]["breaches"][0]["annulled"][1],
        "mistake"
    );
    house.act(&ilya, path, "act=praise&item=on-time").await;
    house
        .refused(&ilya, path, "act=praise&item=", "Выберите")
        .await;

    let auditor = house.auditor().await;
    let seen = house.page(&auditor, path).await.body;
    assert!(!seen.contains("value=\"annul\"") && seen.contains("mistake"));
    let forbidden = house.post(path, &annul, &[("cookie", &auditor)]).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    // The look of each is remembered.
    let looks = house
        .state
        .office()
        .with(|db| crate::office::looked::at_subject(db, "p-1", 100))
        .unwrap();
    assert!(
        looks
            .iter()
            .all(|look| look.page == "/breaches/of/{person}")
    );
    assert!(looks.len() >= 5, "{}", looks.len());
}

#[tokio::test]
async fn lead_and_consultant_decide_a_review_together() {
    let (house, _kiosk) = House::with_cases();
    for (id, day) in [
        ("b-1", "2026-02-10"),
        ("b-2", "2026-02-17"),
        ("b-3", "2026-02-27"),
    ] {
        house.breach(id, "p-1", day);
    }
    let (ilya, olga) = (house.sign_in("ilya").await, house.sign_in("olga").await);
    let list = house.list(&olga, "/reviews").await;
    assert_eq!(list["waiting"][0]["standing"], "due");
    let path = "/reviews/of/p-1";
    let page = house.page(&olga, path).await.body;
    assert!(page.contains("третье нарушение") && page.contains("Предложить решение"));
    assert!(
        page.contains("дней без объяснения"),
        "attendance stands beside it"
    );

    house
        .refused(
            &ilya,
            path,
            "act=propose&outcome=keep&reason=",
            "Напишите причину",
        )
        .await;
    house
        .refused(
            &ilya,
            path,
            "act=propose&outcome=keep&reason=x",
            "что требуется",
        )
        .await;
    house
        .refused(&ilya, path, "act=confirm", "Подтверждать больше нечего")
        .await;
    house
        .act(
            &ilya,
            path,
            "act=propose&outcome=dismiss&reason=%D1%82%D1%80%D0%B8+%D1%80%D0%B0%D0%B7%D0%B0",
        )
        .await;
    let confirms = house.with_what_is_seen(&olga, path, "act=confirm").await;
    house
        .act(
            &ilya,
            path,
            "act=propose&outcome=keep&reason=x&conditions=calls",
        )
        .await;
    let moved = house.post(path, &confirms, &[("cookie", &olga)]).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(moved.body.contains("изменились"), "it is not what she read");
    house
        .act(
            &ilya,
            path,
            "act=propose&outcome=dismiss&reason=%D1%82%D1%80%D0%B8+%D1%80%D0%B0%D0%B7%D0%B0",
        )
        .await;
    let mine = house.page(&ilya, path).await.body;
    assert!(mine.contains("Подтверждает мастер цеха") && !mine.contains("value=\"confirm\""));
    house
        .refused(&ilya, path, "act=confirm", "решают вместе")
        .await;
    let theirs = house.page(&olga, path).await.body;
    assert!(theirs.contains("value=\"confirm\"") && theirs.contains("три раза"));
    // Nobody was told of any of them: each is named, and what that asks for is said once a page.
    for page in [&mine, &theirs] {
        let section = page.split(r#"id="untold""#).nth(1).unwrap();
        let section = section.split("</section>").next().unwrap();
        assert_eq!(section.matches("<li>").count(), 3, "{section}");
        assert_eq!(page.matches("за то не увольняют").count(), 1);
        assert!(page.contains("О 3 нарушениях ещё не рассказано"));
    }
    assert_eq!(
        house.list(&olga, "/reviews").await["waiting"][0]["standing"],
        "proposed"
    );

    house.act(&olga, path, "act=confirm&on=2026-03-02").await;
    let view = house.list(&olga, path).await;
    assert_eq!(view["standing"], "dismissed");
    assert_eq!(view["ended"][1], "dismissal_review");
    house.wait(Duration::hours(24));
    let (ilya, olga) = (house.sign_in("ilya").await, house.sign_in("olga").await);
    let list = house.list(&olga, "/reviews").await;
    assert_eq!(list["waiting"], Value::Array(Vec::new()));
    assert_eq!(names(&list["decided"]), ["Аня"]);
    assert_eq!(names(&list["without_way"]), ["Аня"]);
    assert_eq!(names(&list["untold"]), ["Аня"; 3]);
    assert_eq!(list["untold"][0]["line"]["day"], "2026-02-10");
    let page = house.page(&olga, "/reviews").await.body;
    assert!(page.contains("Ещё не рассказано, хотя") && page.contains("/breaches/of/p-1"));
    let page = house.page(&olga, path).await.body;
    assert!(page.contains("кто встретит участника первым") && !page.contains("не увольняют"));
    house.act(&olga, path, "act=way&way=job_search").await;
    let list = house.list(&olga, "/reviews").await;
    assert_eq!(list["without_way"], Value::Array(Vec::new()));
    assert!(
        house
            .page(&olga, path)
            .await
            .body
            .contains("помощь в поиске работы")
    );

    // Annulling what was weighed opens it again, and the end does not count any more.
    house
        .act(
            &olga,
            "/breaches/of/p-1",
            "act=annul&breach=b-2&reason=mistake",
        )
        .await;
    let view = house.list(&olga, path).await;
    assert_eq!(
        (&view["standing"], &view["ended"]),
        (&"reopened".into(), &Value::Null)
    );
    let list = house.list(&olga, "/reviews").await;
    assert_eq!(names(&list["untold"]), [""; 0]);
    house
        .refused(
            &olga,
            path,
            "act=propose&outcome=dismiss&reason=again",
            "меньше трёх",
        )
        .await;
    house
        .act(
            &olga,
            path,
            "act=propose&outcome=keep&reason=again&conditions=calls",
        )
        .await;
    house.act(&ilya, path, "act=confirm").await;
    assert_eq!(house.list(&olga, path).await["standing"], "kept");
    let nobody = house.page(&olga, "/reviews/of/p-9").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_decided_end_may_be_recorded_later() {
    let (house, _kiosk) = House::with_cases();
    for (id, day) in [
        ("b-1", "2026-02-10"),
        ("b-2", "2026-02-17"),
        ("b-3", "2026-02-27"),
    ] {
        house.breach(id, "p-2", day);
    }
    let (ilya, olga) = (house.sign_in("ilya").await, house.sign_in("olga").await);
    let path = "/reviews/of/p-2";
    house
        .refused(&olga, path, "act=end&on=2026-03-02", "Ещё не решено")
        .await;
    house
        .act(&olga, path, "act=propose&outcome=dismiss&reason=x")
        .await;
    house.act(&ilya, path, "act=confirm").await;
    let list = house.list(&olga, "/reviews").await;
    assert_eq!(list["waiting"][0]["end_missing"], true);
    house.act(&olga, path, "act=end&on=2026-03-02").await;
    assert_eq!(house.list(&olga, path).await["ended"][0], "2026-03-02");
}

#[tokio::test]
async fn what_is_asked_for_is_answered() {
    let (house, mut kiosk) = House::with_cases();
    for (id, who, what) in [
        ("r-1", "p-1", RequestKind::Talk),
        ("r-2", "p-2", RequestKind::Leave),
    ] {
        let made = RequestMade {
            request: RequestId::new(id),
            person: person(who),
            what,
            activity: None,
        };
        kiosk.says(Role::Participant, Some(who), monday("08:05"), made.into());
    }
    // The kiosk has to have seen the names before: else its wish came before them.
    for _ in 0..60 {
        let mood = MoodSaid {
            person: person("p-4"),
            mood: 4,
        };
        kiosk.says(Role::Participant, Some("p-4"), monday("08:05"), mood.into());
    }
    let wish = PictureProposed {
        person: person("p-3"),
        picture: PictureRef::new("pictogram:break"),
    };
    kiosk.says(Role::Participant, Some("p-3"), monday("08:06"), wish.into());
    kiosk.sends_to(&house);
    let olga = house.sign_in("olga").await;
    let list = house.list(&olga, "/requests").await;
    assert_eq!(names(&list["open"]), ["Аня", "Костя"]);
    assert_eq!(names(&list["wishes"]), ["Вера"]);
    // How somebody said that the day was stands on their day, in their own sign.
    let day = house.page(&olga, "/day/2026-03-02/of/p-4").await.body;
    assert!(day.contains("pictogram:mood-4") && day.contains("Хорошо"));
    let others = house.page(&olga, "/day/2026-03-02/of/p-1").await.body;
    assert!(!others.contains("pictogram:mood"));
    let page = house.page(&olga, "/requests").await.body;
    assert!(page.contains("хочет поговорить") && page.contains("хочет уйти"));

    let talk = "act=answer&person=p-1&request=r-1&answer=done&words=%D0%BF%D1%80%D0%BE+%D0%BE%D0%B1%D0%B5%D0%B4";
    house.act(&olga, "/requests", talk).await;
    house
        .refused(&olga, "/requests", talk, "уже ответили")
        .await;
    // "Not now" and "taken back" end nothing, and name no day.
    for answer in ["not_now", "taken_back"] {
        for more in ["&on=2026-03-06", "&end=yes", "&end=yes&on=2026-03-06"] {
            let sent = format!("act=answer&person=p-2&request=r-2&answer={answer}{more}");
            house
                .refused(&olga, "/requests", &sent, "День и завершение")
                .await;
        }
    }
    let leave = "act=answer&person=p-2&request=r-2&answer=agreed&end=yes";
    house
        .refused(&olga, "/requests", leave, "последний день")
        .await;
    // What was ticked stays ticked: sent once more with the day, it ends.
    let ticked = r#"name="end" value="yes" checked"#;
    house.refused(&olga, "/requests", leave, ticked).await;
    let fresh = house.page(&olga, "/requests").await.body;
    assert!(fresh.contains(r#"name="end" value="yes""#) && !fresh.contains(ticked));
    house
        .act(&olga, "/requests", &format!("{leave}&on=2026-03-06"))
        .await;
    // The picture can be set by who keeps names; a lead at the office cannot.
    let ilya = house.sign_in("ilya").await;
    house.act(&ilya, "/requests", "act=take&person=p-3").await;
    house
        .refused(&ilya, "/requests", "act=leave&person=p-3", "уже ответили")
        .await;
    let list = house.list(&olga, "/requests").await;
    assert_eq!(list["open"], Value::Array(Vec::new()));
    assert!(list["answered"][0]["answer"][0].is_string());
    assert!(list["answered"].to_string().contains("про обед"));
    let kostya = house.list(&olga, "/people/p-2").await;
    assert_eq!(kostya["enrolments"][0]["ended"][0], "2026-03-06");
    let vera = house.list(&olga, "/people/p-3").await;
    assert_eq!(vera["name"]["picture"], "pictogram:break");
}

#[tokio::test]
async fn somebody_goes_out_and_comes_back() {
    let (house, _kiosk) = House::with_cases();
    let ilya = house.sign_in("ilya").await;
    let path = "/placements/of/p-1";
    let start = "act=start&what=internship&from=2026-03-02&until=2026-03-27";
    house.refused(&ilya, path, start, "Напишите, где это").await;
    house
        .act(&ilya, path, &format!("{start}&employer=Bakery&mentor=Ann"))
        .await;
    house
        .refused(
            &ilya,
            path,
            &format!("{start}&employer=Other"),
            "на другой площадке",
        )
        .await;
    let of = house.list(&ilya, path).await;
    assert_eq!(of["stays"][0]["site"]["employer"], "Bakery");
    let id = of["stays"][0]["placement"].as_str().unwrap().to_owned();
    house
        .act(
            &ilya,
            path,
            &format!(
                "act=contact&placement={id}&on=2026-03-02&with=mentor&how=call&well=no&words=late"
            ),
        )
        .await;
    house
        .act(
            &ilya,
            path,
            &format!("act=difficulty&placement={id}&words=far&return_needed=yes"),
        )
        .await;
    let list = house.list(&ilya, "/placements").await;
    assert_eq!(names(&list["open"]), ["Аня"]);
    assert_eq!(list["open"][0]["contacts"][0]["well"], false);
    assert_eq!(list["open"][0]["difficulties"][0]["return_needed"], true);
    let person = house.page(&ilya, "/people/p-1").await.body;
    assert!(person.contains("на сторонней площадке"));
    house
        .act(
            &ilya,
            path,
            &format!("act=end&placement={id}&on=2026-03-02&because=returned"),
        )
        .await;
    house.wait(Duration::hours(24));
    let ilya = house.sign_in("ilya").await;
    let list = house.list(&ilya, "/placements").await;
    assert_eq!(names(&list["ended"]), ["Аня"]);
    let olga = house.sign_in("olga").await;
    let seen = house.page(&olga, path).await.body;
    assert!(seen.contains("возвращение из-за трудностей") && !seen.contains("value=\"start\""));
    // What ended long ago is told when it is asked for.
    house.wait(Duration::days(366));
    let ilya = house.sign_in("ilya").await;
    for (show, expected) in [("", &[][..]), ("?show=all", &["Аня"])] {
        let list = house.list(&ilya, &format!("/placements{show}")).await;
        assert_eq!(names(&list["ended"]), expected, "{show}");
        assert_eq!(list["past"]["of"], expected.len(), "{show}");
    }
}

#[tokio::test]
async fn values_in_dispute_are_shown_and_settled() {
    let (house, mut kiosk) = House::with_cases();
    let other = PersonSet {
        person: person("p-1"),
        called: "Анюта".to_owned(),
        picture: PictureRef::new("pictogram:person"),
        language: "ru".to_owned(),
        staff_role: None,
        active: true,
    };
    kiosk.says(
        Role::Lead,
        Some("staff-olga"),
        monday("08:05"),
        other.into(),
    );
    kiosk.sends_to(&house);
    let ilya = house.sign_in("ilya").await;
    let review = house.list(&ilya, "/quarantine").await;
    let dispute = &review["disputed"][0];
    assert_eq!(dispute["holds"]["fields"][0][1], "Аня");
    assert_eq!(dispute["others"][0]["fields"][0][1], "Анюта");
    let page = house.page(&ilya, "/quarantine").await.body;
    assert!(page.contains("Записано одновременно") && page.contains("Имя: Анюта"));
    assert!(
        page.contains("Офис"),
        "the office's own device is named in the page's language"
    );
    let entry = dispute["others"][0]["entry"].as_str().unwrap();
    let form = format!("entry={}", super::encode(entry));
    house.act(&ilya, "/quarantine/settle", &form).await;
    let review = house.list(&ilya, "/quarantine").await;
    assert_eq!(review["disputed"], Value::Array(Vec::new()));
    let anna = house.list(&ilya, "/people/p-1").await;
    assert_eq!(anna["name"]["called"], "Анюта");
}

#[tokio::test]
async fn one_page_gathers_a_person() {
    let (house, mut kiosk) = House::with_cases();
    house.breach("b-1", "p-1", "2026-02-10");
    kiosk.arrives("p-1", "08:09");
    kiosk.sends_to(&house);
    let ilya = house.sign_in("ilya").await;
    let list = house.list(&ilya, "/people").await;
    assert_eq!(names(&list["here"]), ["Alex", "Аня", "Вера", "Костя"]);
    assert_eq!(list["here"][1]["enrolment"]["strikes"], 1);
    let page = house.page(&ilya, "/people/p-1").await.body;
    for expected in [
        "Снежкова Анна",
        "Временное трудоустройство",
        "1 из 3",
        "/assessments/of/p-1",
        "/placements/of/p-1",
        "/week?person=p-1",
        "/people/p-1/settings",
        "08:09",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    let path = "/people/p-1/settings";
    let form = "language=en&text_percent=125&speech=on_request&volume_percent=80&debounce_s=0.8&break_timer=bar&work_timer=off&calm=yes";
    house
        .refused(&ilya, path, &form.replace("80", "loud"), "целое число")
        .await;
    house
        .refused(&ilya, path, &form.replace("=80", "=180"), "введено неверно")
        .await;
    house.act(&ilya, path, form).await;
    let settings = house.list(&ilya, path).await;
    assert_eq!(
        (
            &settings["language"],
            &settings["text_percent"],
            &settings["debounce_ds"],
            &settings["calm"]
        ),
        (&"en".into(), &125.into(), &8.into(), &true.into())
    );
    // A lost badge: one that works dies, and there is nothing to lose twice.
    let held = |house: &House| {
        let of = person("p-1");
        let count = house
            .state
            .book()
            .with(|l| people::badges(l.state(), &of).len());
        count.unwrap()
    };
    let issued = BadgeIssued {
        badge: BadgeHash::new("ab".repeat(32)),
        person: person("p-1"),
        until: None,
    };
    house.commit(Role::Consultant, vec![issued.into()]);
    assert!(held(&house) > 0);
    house.act(&ilya, path, "act=lost").await;
    assert_eq!(held(&house), 0);
    house
        .refused(&ilya, path, "act=lost", "уже не работает")
        .await;
    let nobody = house.page(&ilya, "/people/p-9").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let form = stupen_domain::forms::current::<Regulations>;
    assert!(
        house
            .state
            .book()
            .with(|l| form(l.state(), &soap_id()).is_some())
            .unwrap()
    );
}

#[tokio::test]
async fn breaches_are_counted_by_regulation_never_by_rank() {
    let (house, _kiosk) = House::with_cases();
    for (id, who, day) in [
        ("b-1", "p-2", "2026-02-10"),
        ("b-2", "p-1", "2026-02-24"),
        ("b-3", "p-2", "2026-02-25"),
        ("b-4", "p-2", "2026-03-01"),
        ("b-5", "p-1", "2026-02-01"),
        ("b-6", "p-2", "2026-02-11"),
    ] {
        house.breach(id, who, day);
    }
    let ilya = house.sign_in("ilya").await;
    house
        .act(&ilya, "/breaches/of/p-2", "act=annul&breach=b-4&reason=x")
        .await;
    let list = house.list(&ilya, "/breaches").await;
    assert_eq!(list["stretches"][3][1], "2026-03-02");
    assert_eq!(list["trend"][0]["regulation"]["id"], "phone");
    assert_eq!(
        list["trend"][0]["counts"],
        serde_json::json!([0, 1, 2, 2]),
        "what was annulled does not count"
    );
    // Аня has fewer than Костя and still stands first.
    assert_eq!(names(&list["people"]), ["Аня", "Костя"]);
    let page = house.page(&ilya, "/breaches?show=recent").await.body;
    assert!(page.contains("Как часто, по правилам") && page.contains("17.02 – 02.03"));
    let english = house
        .get(
            "/breaches?show=recent",
            &[("cookie", &ilya), ("accept-language", "en")],
        )
        .await;
    assert!(english.body.contains("17 Feb – 2 Mar") && english.body.contains("24 Feb 2026"));
}

#[tokio::test]
async fn the_office_reads_how_a_participant_took_being_told() {
    for (id, told, words) in [
        ("b-1", None, "ещё не рассказано"),
        ("b-2", Some((true, false)), "рассказано, подтверждено"),
        ("b-3", Some((true, true)), "рассказано, видит это иначе"),
        ("b-4", Some((false, false)), "рассказано, не подтверждено"),
    ] {
        let (house, _kiosk) = House::with_cases();
        house.breach(id, "p-1", "2026-02-24");
        if let Some((confirmed, otherwise)) = told {
            let told = BreachTold {
                breach: BreachId::new(id),
                person: person("p-1"),
                confirmed,
                otherwise,
            };
            house.commit(Role::Consultant, vec![told.into()]);
        }
        let ilya = house.sign_in("ilya").await;
        let page = house.page(&ilya, "/breaches/of/p-1").await.body;
        assert!(page.contains(words), "{id}: {words}");
    }
}
