//! States, places, bodies, offices and people by name: the world pack, and its names in a text.
