//! Bytes to trees with positions, and back. Has never heard of feeds.
