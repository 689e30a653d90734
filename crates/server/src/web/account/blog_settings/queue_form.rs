//! The form of a queue's timetable, as it is typed and read.

use crate::auth::extract::FromForm;
use crate::http::form::FormFields;
use model::schedule::{PER_DAY_MAX, parse_minute, parse_utc_offset, show_minute, show_utc_offset};
use model::{Invalid, Schedule};
use tumblelog::ScheduleChange;

/// What the form sends.
pub struct QueueForm {
    pub(super) per_day: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) utc_offset: String,
}

impl QueueForm {
    pub(super) fn of_schedule(schedule: &Schedule) -> Self {
        Self {
            per_day: schedule.per_day.to_string(),
            from: show_minute(schedule.from),
            until: show_minute(schedule.until),
            utc_offset: show_utc_offset(schedule.utc_offset),
        }
    }

    /// The timetable; whether the queue is paused is another form's.
    pub(super) fn read_change(&self) -> Result<ScheduleChange, Invalid> {
        let per_day = self.per_day.trim().parse().ok().filter(|number| *number <= PER_DAY_MAX);
        let per_day = per_day.ok_or_else(|| {
            Invalid::new(format!("a queue publishes 0 to {PER_DAY_MAX} posts a day, in whole numbers"))
        })?;
        Ok(ScheduleChange {
            per_day: Some(per_day),
            from: Some(parse_minute(&self.from)?),
            until: Some(parse_minute(&self.until)?),
            utc_offset: Some(parse_utc_offset(&self.utc_offset)?),
            paused: None,
        })
    }
}

impl FromForm for QueueForm {
    fn from_form(fields: &FormFields) -> Self {
        Self {
            per_day: fields.get_text("per_day"),
            from: fields.get_text("from"),
            until: fields.get_text("until"),
            utc_offset: fields.get_text("utc_offset"),
        }
    }
}
