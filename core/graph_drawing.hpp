// The revision graph as lines of text: a lane for each line of descent, as version control tools draw it.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgmigrate::core {

// A revision to be drawn. Parents that are not drawn are left out.
struct DrawnRevision {
	std::string id;
	std::vector<std::string> parents;
};

struct DrawnLine {
	std::string lanes;                   // "| * |", without blanks at its end
	std::optional<std::size_t> revision; // whose line it is; nothing where lanes only part or join
};

// A line of descent: it leaves the child for its lane, and the lane for the parent.
struct DrawnLink {
	std::size_t child, parent, lane;
};

struct Drawing {
	std::vector<DrawnLine> lines;
	std::vector<std::size_t> lane; // of each revision, from 0
	std::vector<DrawnLink> links;  // by child
	std::size_t width = 0;         // lanes
};

// Draws revisions that stand before their parents, as history lists them. Time and space grow with the number of
// revisions times that of the lanes.
Drawing draw(std::span<const DrawnRevision> revisions);

} // namespace pgmigrate::core
