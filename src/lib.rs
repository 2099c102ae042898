//! Reads the yearly returns of the UK National Preventive Mechanism on its secondees, judges them by the 2014 guidance on the independence
//! of its personnel, and consolidates them.
//!
//! [`read`] makes a [`model::Submission`] of a workbook's bytes, driven by the [`form`] and the register of [`places`]; a [`model::Round`] joins
//! the submissions; [`people`] says who may be one person and [`conflicts`] who was assigned to a place of their own; [`rules`] judge.
//! [`figures`] counts, [`queries`] are what members are asked, the [`book`] is what people said, and the [`account`] is the round as it then
//! stands: every one of the [`outputs`] is made from it. [`one_return`] is one return judged by itself, for its member. `docs/architecture.md` has the rooms and which may use which.

// Without the frames nothing settles an account: what only that uses is there for nothing.
#![cfg_attr(not(feature = "frames"), allow(dead_code, unused_imports))]

pub mod account;
pub mod book;
#[cfg(feature = "frames")]
pub mod commands;
pub mod conflicts;
pub mod error;
pub mod figures;
pub mod form;
pub mod model;
pub mod one_return;
pub mod outputs;
pub mod people;
pub mod places;
pub mod queries;
pub mod read;
pub mod round;
pub mod rules;
pub mod sample;
pub mod steps;
