//! Everything that is written, as bytes: workbooks, JSON, CSV, Parquet, sentences, figures for publication.

pub mod data;
pub mod findings_file;
pub mod glossary;
pub mod narrative;
pub mod publish;
pub mod redact;
pub mod sentences;
pub mod workbooks;
