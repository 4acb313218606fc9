//! Numbers, percentages, money and measures.
