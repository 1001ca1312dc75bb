//! Values as the parts of iPXE that use them read them.

use super::{BlockId, Settings};
use crate::error::SettingsError;
use crate::number::{numeric_value, until_nul};
use crate::setting::SettingKey;

impl Settings {
    /// A signed number of whatever type (`core/settings.c: fetch_int_setting`).
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch), or [`SettingsError::NumberTooWide`].
    pub fn fetch_int(&self, block: BlockId, setting: SettingKey<'_>) -> Result<i64, SettingsError> {
        let width = self.dialect.long_width();
        let fetched = self.fetch(block, setting)?;
        numeric_value(&fetched.value, true, width)
            .map(|value| width.sign_extend(value))
            .map_err(|_| SettingsError::NumberTooWide)
    }

    /// An unsigned number of whatever type (`core/settings.c: fetch_uint_setting`).
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch), or [`SettingsError::NumberTooWide`].
    pub fn fetch_uint(
        &self,
        block: BlockId,
        setting: SettingKey<'_>,
    ) -> Result<u64, SettingsError> {
        let fetched = self.fetch(block, setting)?;
        numeric_value(&fetched.value, false, self.dialect.long_width())
            .map_err(|_| SettingsError::NumberTooWide)
    }

    /// A signed number, or 0 (`core/settings.c: fetch_intz_setting`). Of a number with too many
    /// bytes it is what iPXE had read when it gave up.
    pub fn fetch_int_or_zero(&self, block: BlockId, setting: SettingKey<'_>) -> i64 {
        let width = self.dialect.long_width();
        width.sign_extend(self.number_or_zero(block, setting, true))
    }

    /// An unsigned number, or 0 (`core/settings.c: fetch_uintz_setting`). Of a number with too
    /// many bytes it is what iPXE had read when it gave up.
    pub fn fetch_uint_or_zero(&self, block: BlockId, setting: SettingKey<'_>) -> u64 {
        self.number_or_zero(block, setting, false)
    }

    fn number_or_zero(&self, block: BlockId, setting: SettingKey<'_>, signed: bool) -> u64 {
        self.fetch(block, setting).map_or(0, |fetched| {
            numeric_value(&fetched.value, signed, self.dialect.long_width())
                .unwrap_or_else(|too_wide| too_wide.partial)
        })
    }

    /// Whether a number is there and not 0, as flags like `keep-san` are read.
    pub fn fetch_flag(&self, block: BlockId, setting: SettingKey<'_>) -> bool {
        self.fetch_int_or_zero(block, setting) != 0
    }

    /// A text as a C string: the raw bytes before the first NUL
    /// (`core/settings.c: fetch_string_setting_copy`).
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch).
    pub fn fetch_string(
        &self,
        block: BlockId,
        setting: SettingKey<'_>,
    ) -> Result<Vec<u8>, SettingsError> {
        self.fetch(block, setting)
            .map(|fetched| until_nul(&fetched.value).to_vec())
    }

    /// The first IPv4 address of a value (`core/settings.c: fetch_ipv4_setting`); zeros stand for
    /// what an empty value lacks.
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch), or [`SettingsError::NotAddressLength`] if the value is not a
    /// whole number of addresses.
    pub fn fetch_ipv4(
        &self,
        block: BlockId,
        setting: SettingKey<'_>,
    ) -> Result<[u8; 4], SettingsError> {
        let addresses = self.fetch_ipv4_array(block, setting)?;
        Ok(addresses.first().copied().unwrap_or_default())
    }

    /// All IPv4 addresses of a value (`core/settings.c: fetch_ipv4_array_setting`).
    ///
    /// # Errors
    ///
    /// As [`fetch_ipv4`](Self::fetch_ipv4).
    pub fn fetch_ipv4_array(
        &self,
        block: BlockId,
        setting: SettingKey<'_>,
    ) -> Result<Vec<[u8; 4]>, SettingsError> {
        addresses(&self.fetch(block, setting)?.value)
    }

    /// The first IPv6 address of a value (`core/settings.c: fetch_ipv6_setting`).
    ///
    /// # Errors
    ///
    /// As [`fetch_ipv4`](Self::fetch_ipv4).
    pub fn fetch_ipv6(
        &self,
        block: BlockId,
        setting: SettingKey<'_>,
    ) -> Result<[u8; 16], SettingsError> {
        let addresses = self.fetch_ipv6_array(block, setting)?;
        Ok(addresses.first().copied().unwrap_or_default())
    }

    /// All IPv6 addresses of a value (`core/settings.c: fetch_ipv6_array_setting`).
    ///
    /// # Errors
    ///
    /// As [`fetch_ipv4`](Self::fetch_ipv4).
    pub fn fetch_ipv6_array(
        &self,
        block: BlockId,
        setting: SettingKey<'_>,
    ) -> Result<Vec<[u8; 16]>, SettingsError> {
        addresses(&self.fetch(block, setting)?.value)
    }

    /// A UUID (`core/settings.c: fetch_uuid_setting`).
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch), or [`SettingsError::NotUuidLength`].
    pub fn fetch_uuid(
        &self,
        block: BlockId,
        setting: SettingKey<'_>,
    ) -> Result<[u8; 16], SettingsError> {
        let fetched = self.fetch(block, setting)?;
        fetched
            .value
            .as_slice()
            .try_into()
            .map_err(|_| SettingsError::NotUuidLength)
    }
}

fn addresses<const N: usize>(raw: &[u8]) -> Result<Vec<[u8; N]>, SettingsError> {
    let (addresses, rest) = raw.as_chunks::<N>();
    if rest.is_empty() {
        Ok(addresses.to_vec())
    } else {
        Err(SettingsError::NotAddressLength)
    }
}
