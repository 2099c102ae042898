//! What a file is by its bytes, and whether it is within the limits: nothing in it is understood here.

pub(crate) mod archive;
pub(crate) mod compound;
pub(crate) mod other;
pub(crate) mod sniff;
