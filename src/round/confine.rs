//! What a reading process is kept from, by system: taking more memory than its limit, leaving a dump with names, staying when its parent has gone.
//!
//! | | Linux | macOS | Windows |
//! | --- | --- | --- | --- |
//! | memory | limit of the address space | limit of what is allocated | limit of what is allocated |
//! | no core dump | yes | yes | there is none, unless the system was set up to keep one |
//! | ends with its parent | by the system | when its input ends; one that hangs stays | by a job object |

use std::io;
use std::process::{Child, Command};

/// The allocator that counts, where the system limits no memory by itself. Without a limit set it allows everything.
#[cfg(any(windows, target_os = "macos"))]
#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

/// Keeps the keys typed at the terminal, as Ctrl-C, from the process to be started: it ends when its parent does.
pub(super) fn apart(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    {
        /// `CREATE_NEW_PROCESS_GROUP` and `CREATE_NO_WINDOW`.
        const FLAGS: u32 = 0x0000_0200 | 0x0800_0000;
        std::os::windows::process::CommandExt::creation_flags(command, FLAGS);
    }
    command
}

/// What holds a process that was started: it ends when this is dropped, also if that is because this program was killed.
#[derive(Debug)]
pub(super) struct Tether {
    #[cfg(windows)]
    _job: win32job::Job,
}

impl Tether {
    /// Ties a process to this one.
    ///
    /// # Errors
    /// As the system.
    #[cfg(windows)]
    pub(super) fn to(child: &Child) -> io::Result<Self> {
        let mut limits = win32job::ExtendedLimitInfo::new();
        limits.limit_kill_on_job_close();
        let job = win32job::Job::create_with_limit_info(&limits).map_err(io::Error::from)?;
        let handle = std::os::windows::io::AsRawHandle::as_raw_handle(child);
        job.assign_process(handle as isize).map_err(io::Error::from)?;
        Ok(Self { _job: job })
    }
    /// Ties a process to this one: elsewhere the process does it itself.
    ///
    /// # Errors
    /// None.
    #[cfg(not(windows))]
    pub(super) fn to(_: &Child) -> io::Result<Self> {
        Ok(Self {})
    }
}

/// Switches core dumps off, which would contain names, and makes the worker end when its parent does, even if it hangs.
pub(super) fn confine() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    }
}

/// Limits the memory of this process.
pub(super) fn limit_memory(bytes: u64) {
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::As).maximum;
        let current = Some(maximum.map_or(bytes, |most| most.min(bytes)));
        let _ = setrlimit(Resource::As, Rlimit { current, maximum });
    }
    #[cfg(any(windows, target_os = "macos"))]
    {
        let _ = MEMORY.set_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    #[cfg(not(any(unix, windows)))]
    let _ = bytes;
}

/// The most memory this process has taken, in KiB; 0 where that cannot be told.
pub(super) fn peak() -> u64 {
    #[cfg(any(windows, target_os = "macos"))]
    {
        MEMORY.max_allocated() as u64 >> 10
    }
    #[cfg(not(any(windows, target_os = "macos")))]
    {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }
}
