//! Values and settings of the site as a whole, failed searches, sizes of tables.

pub mod failed_searches;
pub mod site_settings;
pub mod site_values;
pub mod table_sizes;
