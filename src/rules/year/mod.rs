//! Rules about this year against last.

