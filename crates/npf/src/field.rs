//! One JSON field read leniently: a value of another kind than expected is handed back, and kept beside the rest.

use crate::Map;
use crate::media::{Attribution, Media};
use serde::Serialize;
use serde::de::{Error, MapAccess};
use serde_json::Value;

/// A field of an NPF object.
pub trait Field: Default + Serialize {
    /// Reads it, or hands the value back.
    fn read(value: Value) -> Result<Self, Value>;
    /// Whether it is left out of the JSON.
    fn skip(&self) -> bool;
    /// Reads it from a stream of fields; a value of another kind is an error.
    fn stream<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        // The value is lost here, so the error makes the whole document go the careful way, which
        // keeps it.
        Self::read(access.next_value()?).map_err(|_| A::Error::custom("not of the kind this field has"))
    }
}

impl Field for String {
    fn read(value: Value) -> Result<Self, Value> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(other),
        }
    }
    fn skip(&self) -> bool {
        self.is_empty()
    }
}

impl Field for Option<String> {
    fn read(value: Value) -> Result<Self, Value> {
        String::read(value).map(Some)
    }
    fn skip(&self) -> bool {
        self.is_none()
    }
}

impl Field for Option<bool> {
    fn read(value: Value) -> Result<Self, Value> {
        value.as_bool().map(Some).ok_or(value)
    }
    fn skip(&self) -> bool {
        self.is_none()
    }
}

impl Field for Option<u64> {
    fn read(value: Value) -> Result<Self, Value> {
        value.as_u64().map(Some).ok_or(value)
    }
    fn skip(&self) -> bool {
        self.is_none()
    }
}

impl Field for Option<u32> {
    fn read(value: Value) -> Result<Self, Value> {
        value.as_u64().and_then(|n| u32::try_from(n).ok()).map(Some).ok_or(value)
    }
    fn skip(&self) -> bool {
        self.is_none()
    }
}

impl Field for Option<i64> {
    fn read(value: Value) -> Result<Self, Value> {
        value.as_i64().map(Some).ok_or(value)
    }
    fn skip(&self) -> bool {
        self.is_none()
    }
}

/// A list of objects; clients also send one object alone.
macro_rules! objects {
    ($($item:ty),+) => {$(
        impl Field for Vec<$item> {
            fn read(value: Value) -> Result<Self, Value> {
                match value {
                    Value::Object(map) => Ok(vec![<$item>::read(map)]),
                    Value::Array(list) if list.iter().all(Value::is_object) => {
                        Ok(list.into_iter().filter_map(into_map).map(<$item>::read).collect())
                    }
                    other => Err(other),
                }
            }
            fn skip(&self) -> bool {
                self.is_empty()
            }
            fn stream<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
                crate::stream::read_list(access)
            }
        }
    )+};
}
objects!(Media, crate::block::Answer);

/// One object; clients also send it as an array of one.
macro_rules! one_object {
    ($($item:ty),+) => {$(
        impl Field for Option<$item> {
            fn read(value: Value) -> Result<Self, Value> {
                match value {
                    Value::Object(map) => Ok(Some(<$item>::read(map))),
                    Value::Array(mut list) if list.len() == 1 && list[0].is_object() => {
                        Ok(list.pop().and_then(into_map).map(<$item>::read))
                    }
                    other => Err(other),
                }
            }
            fn skip(&self) -> bool {
                self.is_none()
            }
            fn stream<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
                crate::stream::read_one(access).map(Some)
            }
        }
    )+};
}
one_object!(Media, crate::media::BlogRef, Attribution);

impl Field for Option<Box<Attribution>> {
    fn read(value: Value) -> Result<Self, Value> {
        Option::<Attribution>::read(value).map(|read| read.map(Box::new))
    }
    fn skip(&self) -> bool {
        self.is_none()
    }
    fn stream<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        crate::stream::read_one(access).map(|read| Some(Box::new(read)))
    }
}

/// The map of an object.
pub fn into_map(value: Value) -> Option<Map> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// A struct whose named fields are read by [`Field`], and whose other fields are kept in `extra`. Its doc comments are
/// the descriptions of its schema.
macro_rules! object {
    (
        $(#[doc = $doc:literal])*
        $name:ident { $($(#[doc = $fdoc:literal])* $field:ident: $type:ty = $key:literal),+ $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name {
            $($(#[doc = $fdoc])* pub $field: $type,)+
            /// Every other field, and fields whose value is not of the kind expected.
            pub extra: $crate::Map,
        }

        impl $name {
            /// Names of the fields this crate reads.
            pub(crate) const FIELDS: &'static [&'static str] = &[$($key),+];

            /// Names of known fields whose value is of another kind; `null` and `false` stand for absent.
            pub(crate) fn misread(&self) -> impl Iterator<Item = &'static str> {
                let wrong = |name: &&&str| {
                    self.extra.get(**name).is_some_and(|value| !value.is_null() && *value != serde_json::Value::Bool(false))
                };
                Self::FIELDS.iter().filter(wrong).copied()
            }

            /// Reads the fields it knows and keeps the others.
            pub(crate) fn read(map: $crate::Map) -> Self {
                let mut made = Self::default();
                for (key, value) in map {
                    let left = match key.as_str() {
                        $($key => match <$type as $crate::field::Field>::read(value) {
                            Ok(read) => {
                                made.$field = read;
                                continue;
                            }
                            Err(value) => value,
                        },)+
                        _ => value,
                    };
                    // A value of another kind stays in `extra`, so that writing the object back
                    // loses nothing.
                    made.extra.insert(key, left);
                }
                made
            }

            /// The JSON schema of the fields it knows; `kind` is the `type` that is written before them. No field is
            /// required, because a field that is not set is left out.
            pub(crate) fn fields_schema(
                kind: Option<&str>,
                generator: &mut schemars::SchemaGenerator,
            ) -> schemars::Schema {
                let mut made = $crate::schema::ObjectSchema::new(concat!($($doc),*), kind);
                $(made.add_field($key, concat!($($fdoc),*), generator.subschema_for::<$type>());)+
                made.into_schema()
            }

            /// Writes the fields that are set, then the others.
            pub(crate) fn write<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                $(if !$crate::field::Field::skip(&self.$field) {
                    map.serialize_entry($key, &self.$field)?;
                })+
                for (key, value) in &self.extra {
                    map.serialize_entry(key, value)?;
                }
                Ok(())
            }
        }

        impl $crate::stream::FieldReader for $name {
            fn fields<'de, A: serde::de::MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
                let mut made = Self::default();
                while let Some(key) = access.next_key::<$crate::stream::Key>()? {
                    match &*key.0 {
                        $($key => made.$field = <$type as $crate::field::Field>::stream(access)?,)+
                        _ => {
                            made.extra.insert(key.0.into_owned(), access.next_value()?);
                        }
                    }
                }
                Ok(made)
            }
        }
    };
}

/// [`serde::Serialize`] and the schema of objects that have no `type` of their own.
macro_rules! serialize_object {
    ($($name:ident),+) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                self.write(&mut map)?;
                map.end()
            }
        }

        $crate::schema::describe_object!($name, None);
    )+};
}

pub(crate) use {object, serialize_object};
