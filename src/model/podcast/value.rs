//! How listeners pay while they listen (`podcast:value`).

use serde::{Deserialize, Deserializer, Serialize, de};

use super::is_false;
use super::number::Decimal;
use super::words::Name;

/// A way of paying, and among whom a payment is split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub struct Value {
    /// The network, such as "lightning".
    #[serde(rename = "type")]
    pub network: Name,
    /// The way through it, such as "keysend".
    pub method: Name,
    /// How much is suggested, in the unit of the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<Decimal>,
    /// Among whom it is split; at least one.
    #[serde(deserialize_with = "some")]
    pub recipients: Vec<Recipient>,
}

/// Who is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "publish", derive(schemars::JsonSchema))]
pub struct Recipient {
    /// Who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What sort of address it is, such as "node".
    #[serde(rename = "type")]
    pub address_type: Name,
    /// The address.
    pub address: Name,
    /// How many shares of the payment.
    pub split: u64,
    /// A key that the payment carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_key: Option<Name>,
    /// Its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_value: Option<Name>,
    /// Is it a fee, taken off before the shares are made?
    #[serde(default, skip_serializing_if = "is_false")]
    pub fee: bool,
}

/// A list with something in it.
pub(super) fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    d: D,
) -> Result<Vec<T>, D::Error> {
    let list = Vec::deserialize(d)?;
    if list.is_empty() {
        return Err(de::Error::custom(
            "the list is empty\nwrite at least one, or leave out what holds it",
        ));
    }
    Ok(list)
}
