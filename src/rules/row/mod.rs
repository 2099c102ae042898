//! Rules about rows and whole returns.

