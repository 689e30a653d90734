//! A blog's timetable: reading it, changing it, pausing it.

use crate::account::actor;
use crate::queue::blog_queue::PUBLISH_JOB;
use crate::{Result, Site};
use model::{BlogName, Schedule};
use store::{jobs, queued_posts};

/// What is to change in a timetable; what is absent stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScheduleChange {
    /// Posts a day, 0 to [`model::schedule::PER_DAY_MAX`].
    pub per_day: Option<u8>,
    /// Where the day's stretch begins, in minutes after midnight.
    pub from: Option<u16>,
    /// Where it ends, in minutes after midnight.
    pub until: Option<u16>,
    /// How far the blog's clock is ahead of UTC, in minutes.
    pub utc_offset: Option<i16>,
    /// Whether nothing is published until the queue is resumed.
    pub paused: Option<bool>,
}

impl ScheduleChange {
    fn apply_to(self, schedule: Schedule) -> Schedule {
        Schedule {
            per_day: self.per_day.unwrap_or(schedule.per_day),
            from: self.from.unwrap_or(schedule.from),
            until: self.until.unwrap_or(schedule.until),
            utc_offset: self.utc_offset.unwrap_or(schedule.utc_offset),
            paused: self.paused.unwrap_or(schedule.paused),
        }
    }
}

impl From<Schedule> for ScheduleChange {
    fn from(schedule: Schedule) -> Self {
        Self {
            per_day: Some(schedule.per_day),
            from: Some(schedule.from),
            until: Some(schedule.until),
            utc_offset: Some(schedule.utc_offset),
            paused: Some(schedule.paused),
        }
    }
}

impl Site {
    /// A blog's timetable.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown blog.
    pub async fn read_schedule(&self, blog: &BlogName) -> Result<Schedule> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                Ok(queued_posts::read_queue(tx, blog.id)?
                    .map_or_else(Schedule::default, |queue| queue.schedule))
            })
            .await
    }

    /// Gives a blog another timetable; its next post is due at the first moment of it that comes.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for times outside the day; [`crate::Error::NotFound`] for an unknown blog.
    pub async fn set_schedule(&self, blog: &BlogName, schedule: Schedule) -> Result<()> {
        self.change_schedule(blog, schedule.into()).await
    }

    /// Changes parts of a blog's timetable; its next post is due at the first moment of the new one that comes.
    ///
    /// # Errors
    /// As [`Site::set_schedule`].
    pub async fn change_schedule(&self, blog: &BlogName, change: ScheduleChange) -> Result<()> {
        let (blog, now) = (blog.clone(), self.clock().now());
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                let mut queue = queued_posts::lock_queue(tx, blog.id)?;
                let schedule = change.apply_to(queue.schedule);
                schedule.check()?;
                queue.schedule = schedule;
                queue.next =
                    queued_posts::first_queued_post(tx, blog.id)?.and_then(|_| schedule.next_after(now));
                queued_posts::put_queue(tx, &queue)?;
                // The job knows when it runs next, and this may be earlier.
                Ok(jobs::enqueue_job(tx, &PUBLISH_JOB)?)
            })
            .await
    }
}
