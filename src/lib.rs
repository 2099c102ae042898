//! Reads the yearly returns of the UK National Preventive Mechanism on its secondees, judges them by the 2014 guidance on the independence
//! of its personnel, and consolidates them.
//!
//! The flow: [`read`] makes a [`model::Submission`] of a workbook's bytes, driven by the [`form`] and the register of [`places`]; a
//! [`model::Round`] joins the submissions; [`conflicts`] finds who met a place of their own, [`people`] who may be one person; [`rules`] judge; [`check`] runs them all and
//! settles severity and order. That core knows no files, threads, clock or data frames. Around it, [`round`] knows the folder,
//! [`consolidate`] the tables, [`workbooks`] the outputs, [`commands`] what is asked on the command line.

pub mod account;
pub mod book;
pub mod commands;
pub mod conflicts;
pub mod error;
pub mod figures;
pub mod form;
pub mod model;
pub mod outputs;
pub mod people;
pub mod places;
pub mod queries;
pub mod read;
pub mod round;
pub mod rules;
pub mod sample;
