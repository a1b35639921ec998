//! Values with their units written out: `"6 weeks"`, `"14.06 per hour"`, `"month 3"`.
//!
//! Each is a type of its own that refuses what is wrong by itself and says what would be right. In a
//! JSON Schema each carries the keyword `x-quantity` with its name, by which a check of a file finds
//! its parser again.

mod amount;
mod capacity;
mod clock;
mod days;
mod moment;
mod money;
mod share;
mod window;

use std::fmt;

use serde_json::Value as Json;

pub use capacity::Capacity;
pub use clock::{ClockTime, Weekday, WeekdayHours, Weekdays};
pub use days::{DAYS_A_MONTH, Days, PerYear, Rate};
pub use moment::{Date, Moment};
pub use money::{Money, MoneyPerYear, PricePerDay, PricePerHour, PricePerWeek};
pub use share::Share;
pub use window::Window;

use super::tree::{Node, Value};

/// Why a text or number is not the quantity it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Wrong {
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.help {
            Some(help) => write!(f, "{}; {help}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl Wrong {
    /// What is wrong, and what would be right.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

/// A value that is written as a number, or as text with a unit.
pub trait Quantity: Sized {
    /// Its name in the keyword `x-quantity`.
    const NAME: &'static str;
    /// What a value of this kind is, with an example: `a length of time, such as "6 weeks"`.
    const NEEDS: &'static str;
    /// Whether it may be written as a date or time of day without quotes.
    const DATES: bool = false;

    /// From a number without a unit.
    ///
    /// # Errors
    /// If the number is out of range, or a unit is needed.
    fn from_number(number: f64) -> Result<Self, Wrong>;

    /// From text.
    ///
    /// # Errors
    /// If it is not a quantity of this kind.
    fn from_text(text: &str) -> Result<Self, Wrong>;

    /// A number by which two values of this kind can be told apart, if they can: the greater has the greater.
    fn measure(&self) -> Option<f64>;

    /// As it is written in a file; reading that gives the same value.
    fn written(&self) -> Json;
}

/// What a check of a file needs to know about a kind of quantity.
struct Kind {
    name: &'static str,
    needs: &'static str,
    read: fn(&Node) -> Option<Reading>,
}

/// The measure of what was read, or what is wrong with it.
type Reading = Result<Option<f64>, Wrong>;

const KINDS: &[Kind] = &[
    kind::<Days>(),
    kind::<Rate>(),
    kind::<PerYear>(),
    kind::<PricePerHour>(),
    kind::<PricePerDay>(),
    kind::<PricePerWeek>(),
    kind::<Money>(),
    kind::<MoneyPerYear>(),
    kind::<Share>(),
    kind::<Capacity>(),
    kind::<Date>(),
    kind::<Moment>(),
    kind::<ClockTime>(),
    kind::<Weekday>(),
    kind::<Weekdays>(),
    kind::<Window>(),
    Kind {
        name: WeekdayHours::NAME,
        needs: "a table of days, from and to",
        read: read_hours,
    },
];

const fn kind<Q: Quantity>() -> Kind {
    Kind {
        name: Q::NAME,
        needs: Q::NEEDS,
        read: read_value::<Q>,
    }
}

fn read_value<Q: Quantity>(node: &Node) -> Option<Reading> {
    let read = match &node.value {
        Value::Integer(number) => Q::from_number(*number as f64),
        Value::Float(number) => Q::from_number(*number),
        Value::String(text) => Q::from_text(text),
        Value::Date(date) if Q::DATES => Q::from_text(&date.to_string()),
        _ => return None,
    };
    Some(read.map(|quantity| quantity.measure()))
}

/// A table is read whole, after its parts have been found right.
fn read_hours(node: &Node) -> Option<Reading> {
    node.as_table()?;
    let read = serde_json::from_value::<WeekdayHours>(node.to_json());
    Some(read.map(|_| None).map_err(|error| Wrong {
        message: error.to_string(),
        help: None,
    }))
}

/// Reads a value as the quantity called `name`: its measure, or what is wrong with it. `None` if there
/// is no quantity of that name, or it is never written as a value of that type.
pub(super) fn check(name: &str, node: &Node) -> Option<Reading> {
    KINDS
        .iter()
        .find(|kind| kind.name == name)
        .and_then(|kind| (kind.read)(node))
}

/// What a value of the quantity called `name` is, with an example.
pub(super) fn needs(name: &str) -> Option<&'static str> {
    KINDS
        .iter()
        .find(|kind| kind.name == name)
        .map(|kind| kind.needs)
}

/// Lets a [`Quantity`] be read, written and described in a schema.
///
/// The schema is that of the value as written: its types, the pattern of its text, and examples.
macro_rules! as_written {
    ($quantity:ty, $title:literal, $description:literal, $schema:tt) => {
        impl std::str::FromStr for $quantity {
            type Err = $crate::scenario::quantity::Wrong;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::scenario::quantity::Quantity::from_text(text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $quantity {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::scenario::quantity::deserialize(deserializer)
            }
        }

        impl serde::Serialize for $quantity {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::scenario::quantity::Quantity::written(self).serialize(serializer)
            }
        }

        impl schemars::JsonSchema for $quantity {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $title.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = schemars::json_schema!($schema);
                schema.insert("description".to_owned(), $description.into());
                let name = <Self as $crate::scenario::quantity::Quantity>::NAME;
                schema.insert("x-quantity".to_owned(), name.into());
                schema
            }
        }
    };
}
use as_written;

/// Reads a quantity from a number or from text.
fn deserialize<'de, Q: Quantity, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Q, D::Error> {
    struct Reader<Q>(std::marker::PhantomData<Q>);

    impl<Q: Quantity> serde::de::Visitor<'_> for Reader<Q> {
        type Value = Q;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(Q::NEEDS)
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Q, E> {
            Q::from_number(number as f64).map_err(E::custom)
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Q, E> {
            Q::from_number(number as f64).map_err(E::custom)
        }

        fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Q, E> {
            Q::from_number(number).map_err(E::custom)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Q, E> {
            Q::from_text(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_any(Reader(std::marker::PhantomData))
}

#[cfg(test)]
pub(super) mod testing {
    use super::{Quantity, Wrong};

    /// Every text with what it should be read as, or the whole of what should be said about it.
    pub fn table<Q: Quantity + PartialEq + std::fmt::Debug>(table: &[(&str, Result<Q, &str>)]) {
        for (text, expected) in table {
            let found = Q::from_text(text).map_err(|wrong| wrong.to_string());
            assert_eq!(
                found.as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|e| *e),
                "{text:?}"
            );
            if let Ok(quantity) = found {
                rewritten(&quantity);
            }
        }
    }

    /// The same for numbers without a unit.
    pub fn numbers<Q: Quantity + PartialEq + std::fmt::Debug>(table: &[(f64, Result<Q, &str>)]) {
        for (number, expected) in table {
            let found = Q::from_number(*number).map_err(|wrong| wrong.to_string());
            assert_eq!(
                found.as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|e| *e),
                "{number}"
            );
        }
    }

    /// Writing a quantity and reading it gives the same.
    pub fn rewritten<Q: Quantity + PartialEq + std::fmt::Debug>(quantity: &Q) {
        let written = quantity.written();
        let again: Result<Q, Wrong> = match (&written, written.as_f64()) {
            (_, Some(number)) => Q::from_number(number),
            (serde_json::Value::String(text), _) => Q::from_text(text),
            _ => return,
        };
        assert_eq!(again.as_ref(), Ok(quantity), "{written}");
    }
}
