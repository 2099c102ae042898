//! Rules across returns.

