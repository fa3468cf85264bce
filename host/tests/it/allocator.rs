//! The allocator of these tests: the system's, with a count of what each thread asks it for.

#![expect(
    unsafe_code,
    reason = "there is no other way to stand between a program and its allocator"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// What one thread has asked for. A block that changes its size counts as another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allocated {
    pub(crate) blocks: usize,
    /// The size of the largest block, in bytes.
    pub(crate) largest: usize,
}

impl Allocated {
    pub(crate) const NOTHING: Self = Self {
        blocks: 0,
        largest: 0,
    };

    /// What this thread has asked for since this was called last; from here on it is counted anew.
    pub(crate) fn take() -> Self {
        ALLOCATED.replace(Self::NOTHING)
    }

    /// What a piece of work asks for on this thread.
    pub(crate) fn by<T>(work: impl FnOnce() -> T) -> (T, Self) {
        Self::take();
        let done = work();
        (done, Self::take())
    }
}

thread_local! {
    static ALLOCATED: Cell<Allocated> = const { Cell::new(Allocated::NOTHING) };
}

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

fn count(size: usize) {
    let Allocated { blocks, largest } = ALLOCATED.get();
    ALLOCATED.set(Allocated {
        blocks: blocks + 1,
        largest: largest.max(size),
    });
}

// SAFETY: every block comes from the system's allocator and goes back to it. To count allocates nothing: the cell is
// made without being initialised, and is never dropped.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps what the same function there asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}
