//! One's own page: what a person may see of themselves, what they may ask for, and the questions on the way.

use chrono::NaiveDate;
use stupen_domain::decide::{Actor, Now};
use stupen_domain::facts::{NotMeSaid, PictureProposed, PlacementKind, RequestKind, RequestMade};
use stupen_domain::forms;
use stupen_domain::placements;
use stupen_domain::requests;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::{Activities, Assessment, Choice, Praise, Regulations};
use stupen_domain::wire::ids::{OperationId, PersonId, PictureRef, RequestId};
use stupen_domain::{assessments, breaches, goals, people, settings, stations};

use super::Engine;
use super::answers::wish_of;
use super::day::{day_and_month, days_and_month};
use super::scene::{Asked, Picked, Scene};
use super::work::new_id;
use crate::media::in_language;
use crate::ui::{
    AskView, Asking, CardState, Mark, MessageKind, MineCard, MineCardView, MineThing, MineView,
    Person, PickView, Picking, Picture, Thing, Wish,
};

/// Pictures that people may take for their own: things that no screen uses to say something else.
const OWN_PICTURES: &[&str] = &[
    "art",
    "sport",
    "cooking",
    "computer",
    "soap",
    "apron",
    "morning",
    "phone",
    "photo",
    "key",
    "bell",
    "trolley",
    "alarm-clock",
    "tape",
    "carton",
    "label-roll",
    "shelf",
    "night",
    "outside",
    "locker",
    "cat",
    "bird",
    "fish",
    "tree",
    "flower",
    "bicycle",
    "umbrella",
    "mountain",
    "boat",
];

fn request_of(wish: Wish) -> RequestKind {
    match wish {
        Wish::Talk => RequestKind::Talk,
        Wish::Join => RequestKind::Join,
        Wish::Leave => RequestKind::Leave,
    }
}

fn told(wish: Wish) -> MessageKind {
    match wish {
        Wish::Talk => MessageKind::TalkTold,
        Wish::Join => MessageKind::JoinTold,
        Wish::Leave => MessageKind::LeaveTold,
    }
}

impl Engine {
    pub(super) fn mine_view(&self, person: &PersonId, now: &Now) -> MineView {
        let cards = self.day_cards(Some(person), now);
        let at = |state| cards.iter().find(|card| card.state == state).cloned();
        let goal = self.goal(person).map(|(picture, ..)| picture);
        MineView {
            person: self.person_view(person),
            now: at(CardState::Now),
            next: at(CardState::Next),
            count: self
                .counted_today(person, now)
                .iter()
                .map(|(.., n)| n)
                .sum(),
            praise: self.praise_things(person).into_iter().next(),
            breaches: self
                .breach_things(person, now)
                .into_iter()
                .map(|thing| thing.picture)
                .collect(),
            marks: self.marks(person),
            goal,
            internship: self
                .internship(person, now)
                .map(|_| Picture::pictogram("employer")),
            open: self.open_wishes(person),
            help_called: self.has_open_call(person, now),
            speaks: self.speaks(),
        }
    }

    pub(super) fn mine_card(
        &self,
        person: &PersonId,
        card: MineCard,
        page: usize,
        now: &Now,
    ) -> MineCardView {
        MineCardView {
            person: self.person_view(person),
            card,
            things: self.mine_things(person, card, now),
            page,
            speaks: self.speaks(),
        }
    }

    fn mine_things(&self, person: &PersonId, card: MineCard, now: &Now) -> Vec<MineThing> {
        match card {
            MineCard::Day => self
                .day_cards(Some(person), now)
                .into_iter()
                .map(|card| MineThing {
                    picture: card.picture,
                    title: card.label,
                    note: card.time,
                    now: card.state == CardState::Now,
                    ..MineThing::default()
                })
                .collect(),
            MineCard::Count => self
                .counted_today(person, now)
                .into_iter()
                .map(|(picture, title, count)| MineThing {
                    picture,
                    title,
                    note: count.to_string(),
                    ..MineThing::default()
                })
                .collect(),
            MineCard::Praise => self.praise_things(person),
            MineCard::Breaches => self.breach_things(person, now),
            MineCard::Assessment => self
                .marks(person)
                .into_iter()
                .map(|mark| MineThing {
                    picture: mark.picture,
                    title: mark.name,
                    note: mark.said,
                    level: (mark.level, mark.levels),
                    sign: mark.sign,
                    now: false,
                })
                .collect(),
            MineCard::Goal => self
                .goal(person)
                .into_iter()
                .map(|(picture, title, until)| MineThing {
                    picture,
                    title,
                    note: until.map(|until| self.until(until)).unwrap_or_default(),
                    ..MineThing::default()
                })
                .collect(),
            MineCard::Internship => self
                .internship(person, now)
                .into_iter()
                .map(|(title, note)| MineThing {
                    picture: Picture::pictogram("internship"),
                    title,
                    note,
                    ..MineThing::default()
                })
                .collect(),
        }
    }

    /// Pieces of today by operation, in the order in which they were worked on.
    fn counted_today(&self, person: &PersonId, now: &Now) -> Vec<(Picture, String, u32)> {
        let mut counts: Vec<(OperationId, u32)> = Vec::new();
        let mut add = |operation: &OperationId, count: u32| match counts
            .iter_mut()
            .find(|(known, _)| known == operation)
        {
            Some((_, sum)) => *sum += count,
            None => counts.push((operation.clone(), count)),
        };
        {
            let ledger = self.ledger();
            for run in stations::runs(ledger.state(), person, workshop_day(now.at)) {
                add(&run.operation, run.counted);
            }
        }
        if let Ok(Some(run)) = self.local.run(person) {
            add(&run.operation, run.counted);
        }
        let lang = self.scene_language();
        counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(
                |(operation, count)| match self.media.version_of(&operation) {
                    Some((version, found)) => (
                        self.media.pack_picture(&operation, version, &found.picture),
                        in_language(&found.title, &lang).to_string(),
                        count,
                    ),
                    None => (Picture::pictogram("work"), String::new(), count),
                },
            )
            .collect()
    }

    /// The breaches that count, with what was told and when.
    fn breach_things(&self, person: &PersonId, now: &Now) -> Vec<MineThing> {
        let lang = self.scene_language();
        let workshop = &self.setup.workshop;
        let ledger = self.ledger();
        let state = ledger.state();
        let Some(enrolment) = people::enrolment_on(state, person, workshop, workshop_day(now.at))
        else {
            return Vec::new();
        };
        breaches::strikes(state, person, &enrolment.enrolment)
            .into_iter()
            .map(|view| {
                let breach = view.breach;
                let form: Option<Regulations> = forms::version(state, workshop, breach.version);
                let regulation = form.and_then(|form| {
                    let mut all = form.regulations.into_iter();
                    all.find(|one| one.id == breach.regulation)
                });
                MineThing {
                    picture: regulation.as_ref().map_or_else(
                        || Picture::pictogram("rules"),
                        |one| self.media.picture(&one.picture),
                    ),
                    title: regulation
                        .map(|one| in_language(&one.told, &lang).to_string())
                        .unwrap_or_default(),
                    note: days_and_month(&view.days(), &lang),
                    ..MineThing::default()
                }
            })
            .collect()
    }

    /// What staff praised, the last first, each with its day.
    fn praise_things(&self, person: &PersonId) -> Vec<MineThing> {
        let lang = self.scene_language();
        let workshop = &self.setup.workshop;
        let ledger = self.ledger();
        let state = ledger.state();
        breaches::own_praise(state, person)
            .into_iter()
            .map(|(praise, said)| {
                let form: Option<Praise> = forms::version(state, workshop, praise.version);
                let item = form.and_then(|form| {
                    let mut all = form.items.into_iter();
                    all.find(|one| one.id == praise.item)
                });
                MineThing {
                    picture: item.as_ref().map_or_else(
                        || Picture::pictogram("praise"),
                        |item| self.media.picture(&item.picture),
                    ),
                    title: item
                        .map(|item| in_language(&item.title, &lang).to_string())
                        .unwrap_or_default(),
                    note: day_and_month(workshop_day(said.at), &lang),
                    ..MineThing::default()
                }
            })
            .collect()
    }

    /// The marks of the last assessment that was shown.
    fn marks(&self, person: &PersonId) -> Vec<Mark> {
        let lang = self.scene_language();
        let ledger = self.ledger();
        let state = ledger.state();
        let all = assessments::shown(state, person);
        let Some(last) = all.last() else {
            return Vec::new();
        };
        let version = last.shown.version;
        let form: Option<Assessment> = forms::version(state, &self.setup.workshop, version);
        let Some(form) = form else { return Vec::new() };
        last.marks
            .iter()
            .filter_map(|mark| {
                let criterion = form.criteria.iter().find(|one| one.id == mark.criterion)?;
                let rank = assessments::rank(&form, &mark.criterion, &mark.level)?;
                let levels = criterion.levels.len();
                let sign = form.levels.iter().find(|level| level.id == mark.level);
                Some(Mark {
                    picture: self.media.picture(&criterion.picture),
                    name: in_language(&criterion.title, &lang).to_string(),
                    level: u8::try_from(levels.saturating_sub(rank)).unwrap_or(u8::MAX),
                    levels: u8::try_from(levels).unwrap_or(u8::MAX),
                    sign: sign
                        .map(|level| self.media.picture(&level.picture))
                        .unwrap_or_default(),
                    said: sign
                        .map(|level| in_language(&level.title, &lang).to_string())
                        .unwrap_or_default(),
                })
            })
            .collect()
    }

    /// The newest goal that is aimed at: picture, words, until when.
    fn goal(&self, person: &PersonId) -> Option<(Picture, String, Option<NaiveDate>)> {
        let ledger = self.ledger();
        let goal = goals::current(ledger.state(), person).pop()?.goal;
        Some((
            self.media.picture(goal.picture.as_str()),
            goal.words.clone(),
            goal.until,
        ))
    }

    /// The stay at an external site that is on or to come: what it is and when.
    fn internship(&self, person: &PersonId, now: &Now) -> Option<(String, String)> {
        let today = workshop_day(now.at);
        let lang = self.scene_language();
        let stay = {
            let ledger = self.ledger();
            let mut stays = placements::of(ledger.state(), person).into_iter();
            stays.find(|stay| stay.holds_on(today) || stay.from > today)?
        };
        let title = match (stay.what, lang.as_str()) {
            (PlacementKind::Internship, "en") => "Internship",
            (PlacementKind::Internship, _) => "Стажировка",
            (PlacementKind::Job, "en") => "Work at a company",
            (PlacementKind::Job, _) => "Работа на предприятии",
        };
        let from = day_and_month(stay.from, &lang);
        let note = match (stay.until, lang.as_str()) {
            (Some(until), "en") => format!("{from} – {}", day_and_month(until, &lang)),
            (Some(until), _) => format!("{from} – {}", day_and_month(until, &lang)),
            (None, "en") => format!("from {from}"),
            (None, _) => format!("с {from}"),
        };
        Some((title.to_string(), note))
    }

    fn until(&self, day: NaiveDate) -> String {
        let lang = self.scene_language();
        let day = day_and_month(day, &lang);
        if lang == "en" {
            format!("until {day}")
        } else {
            format!("до {day}")
        }
    }

    fn open_wishes(&self, person: &PersonId) -> Vec<Wish> {
        let ledger = self.ledger();
        requests::requests(ledger.state(), person)
            .iter()
            .filter(|view| view.is_open())
            .map(|view| wish_of(view.request.what))
            .collect()
    }

    /// Who is told: the workshop's lead, where one is known.
    pub(super) fn lead(&self) -> Option<Person> {
        let found = {
            let ledger = self.ledger();
            people::who_is_told(ledger.state()).map(|view| view.person.person.clone())
        };
        found.map(|id| self.person_view(&id))
    }

    pub(super) fn ask_view(&self, person: Option<&PersonId>, asked: &Asked) -> AskView {
        AskView {
            person: person.map(|person| self.person_view(person)),
            asking: match asked {
                Asked::Wish {
                    wish: Wish::Join,
                    activity: Some(activity),
                } => self
                    .thing_to_join(activity)
                    .map_or(Asking::Wish(Wish::Join), Asking::Join),
                Asked::Wish { wish, .. } => Asking::Wish(*wish),
                Asked::NotMe => Asking::NotMe,
                Asked::StillHere => Asking::StillHere,
                Asked::Picture(picture) => Asking::Picture(self.media.picture(picture.as_str())),
                Asked::Myself(of) => Asking::Myself(self.person_view(of)),
                Asked::Done => Asking::Done(
                    person
                        .map(|person| self.work_picture(person))
                        .unwrap_or_default(),
                ),
            },
            speaks: self.speaks(),
        }
    }

    pub(super) fn pick_view(&self, person: &PersonId, picked: Picked, page: usize) -> PickView {
        let lang = self.scene_language();
        PickView {
            person: Some(self.person_view(person)),
            things: match picked {
                Picked::Picture => self
                    .offered_pictures(person)
                    .iter()
                    .map(|picture| Thing {
                        picture: self.media.picture(picture.as_str()),
                        name: String::new(),
                    })
                    .collect(),
                Picked::Activity => self
                    .activities()
                    .iter()
                    .map(|activity| Thing {
                        picture: self.media.picture(&activity.picture),
                        name: in_language(&activity.title, &lang).to_string(),
                    })
                    .collect(),
            },
            what: match picked {
                Picked::Picture => Picking::Picture,
                Picked::Activity => Picking::Activity,
            },
            page,
            speaks: self.speaks(),
        }
    }

    /// Whether somebody has asked to join exactly this, and nobody has answered.
    fn waits_to_join(&self, person: &PersonId, activity: &str) -> bool {
        let ledger = self.ledger();
        requests::requests(ledger.state(), person)
            .iter()
            .filter(|view| view.is_open())
            .any(|view| view.request.activity.as_deref() == Some(activity))
    }

    /// The picture and name of something to join, in the language of whose hand it is.
    pub(super) fn thing_to_join(&self, activity: &str) -> Option<Thing> {
        let lang = self.scene_language();
        let all = self.activities();
        let found = all.iter().find(|one| one.id == activity)?;
        Some(Thing {
            picture: self.media.picture(&found.picture),
            name: in_language(&found.title, &lang).to_string(),
        })
    }

    fn activities(&self) -> Vec<Choice> {
        let ledger = self.ledger();
        forms::current::<Activities>(ledger.state(), &self.setup.workshop)
            .map(|form| form.form.items)
            .unwrap_or_default()
    }

    /// Pictures that nobody here has or waits for: a picture stands for one person.
    fn offered_pictures(&self, person: &PersonId) -> Vec<PictureRef> {
        let offered = OWN_PICTURES
            .iter()
            .map(|id| PictureRef::new(format!("pictogram:{id}")));
        settings::free_pictures(self.ledger().state(), person, offered)
    }

    /// A wish is touched: asked once more, or, for joining, what it is about first.
    pub(super) fn wish(&mut self, person: &PersonId, wish: Wish, now: &Now) {
        // Who waits to join one thing may ask for another: which one is asked first.
        let which = wish == Wish::Join && !self.activities().is_empty();
        if !which && self.open_wishes(person).contains(&wish) {
            // Told already: nobody has to ask twice.
            return self.message(told(wish), Some(person.clone()), now);
        }
        if which {
            return self.ask(
                Scene::Pick {
                    person: person.clone(),
                    picked: Picked::Activity,
                    page: 0,
                },
                now,
            );
        }
        let asked = Asked::Wish {
            wish,
            activity: None,
        };
        self.ask_about(person, asked, now);
    }

    /// Asks something, and remembers where to go back to.
    pub(super) fn ask_about(&mut self, person: &PersonId, asked: Asked, now: &Now) {
        let back = Box::new(self.scene.clone());
        self.ask(
            Scene::Ask {
                person: Some(person.clone()),
                asked,
                back,
            },
            now,
        );
    }

    pub(super) fn ask(&mut self, scene: Scene, now: &Now) {
        self.enter(scene, now);
        self.say();
    }

    pub(super) fn picked(&mut self, person: &PersonId, picked: Picked, place: usize, now: &Now) {
        let asked = match picked {
            Picked::Picture => match self.offered_pictures(person).get(place) {
                Some(picture) => Asked::Picture(picture.clone()),
                None => return,
            },
            Picked::Activity => match self.activities().get(place) {
                Some(activity) if self.waits_to_join(person, &activity.id) => {
                    return self.message(told(Wish::Join), Some(person.clone()), now);
                }
                Some(activity) => Asked::Wish {
                    wish: Wish::Join,
                    activity: Some(activity.id.clone()),
                },
                None => return,
            },
        };
        self.ask_about(person, asked, now);
    }

    /// Yes.
    pub(super) fn confirmed(
        &mut self,
        person: Option<&PersonId>,
        asked: Asked,
        back: Scene,
        now: &Now,
    ) {
        let (asked, person) = match (asked, person) {
            (Asked::StillHere, _) => return self.go_on_after_asking(back, now),
            (Asked::Myself(of), _) => return self.says_to_be(&of, now),
            (asked, Some(person)) => (asked, person),
            // Wishes and pictures are somebody's.
            (_, None) => return self.enter(Scene::Waiting, now),
        };
        match asked {
            Asked::StillHere | Asked::Myself(_) => {}
            Asked::Done => self.done_unticked(person, now),
            Asked::Wish { wish, activity } => {
                let made = RequestMade {
                    request: RequestId::new(new_id()),
                    person: person.clone(),
                    what: request_of(wish),
                    activity,
                };
                if self.state(made, &Actor::participant(person), now) {
                    self.message(told(wish), Some(person.clone()), now);
                }
            }
            Asked::Picture(picture) => {
                let proposed = PictureProposed {
                    person: person.clone(),
                    picture,
                };
                if self.state(proposed, &Actor::participant(person), now) {
                    self.message(MessageKind::PictureTold, Some(person.clone()), now);
                }
            }
            Asked::NotMe => self.not_me(person, now),
        }
    }

    /// The greeted one is somebody else: recorded, staff called, nobody accused. Whatever else is open at this kiosk,
    /// this is a call of its own.
    fn not_me(&mut self, person: &PersonId, now: &Now) {
        let shown = self.badge.take().filter(|shown| shown.holder == *person);
        let (badge, mark) = shown.map_or((None, None), |shown| (Some(shown.badge), shown.mark));
        let said = NotMeSaid {
            person: person.clone(),
            badge,
            mark,
        };
        if !self.state(said, &Actor::participant(person), now) {
            return;
        }
        if self.call_anew_for_nobody(now).is_some() {
            self.message(MessageKind::NotMeTold, None, now);
        }
    }

    /// No: back to where it was asked; from "still here?" to the waiting screen.
    pub(super) fn declined(&mut self, asked: &Asked, back: Scene, now: &Now) {
        match asked {
            Asked::StillHere => self.enter(Scene::Waiting, now),
            Asked::Wish { .. }
            | Asked::NotMe
            | Asked::Picture(_)
            | Asked::Myself(_)
            | Asked::Done => self.enter(back, now),
        }
    }

    /// Says one thing of an opened card, to who wants to hear it: what stands there is private.
    pub(super) fn hear(&mut self, person: &PersonId, card: MineCard, place: usize, now: &Now) {
        if let Some(thing) = self.mine_things(person, card, now).get(place) {
            self.say_words(thing.said());
        }
    }
}
