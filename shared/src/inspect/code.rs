//! Enums that are a stable code on the wire and in SQL, and a word in both languages.

/// Writes such an enum: variants with their code, their word in zh-TW and in English.
macro_rules! coded {
    (
        $(#[$doc:meta])* $name:ident $(default $default:ident)? {
            $($(#[$variant_doc:meta])* $variant:ident = $code:literal $zh:literal $en:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            pub const ALL: [$name; [$($code),+].len()] = [$($name::$variant),+];

            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|one| one.code() == code)
            }

            pub fn text(self, lang: crate::lang::Lang) -> &'static str {
                match (self, lang) {
                    $(
                        ($name::$variant, crate::lang::Lang::ZhTw) => $zh,
                        ($name::$variant, crate::lang::Lang::En) => $en,
                    )+
                }
            }
        }

        $(impl Default for $name {
            fn default() -> $name {
                $name::$default
            }
        })?
    };
}

pub(super) use coded;
