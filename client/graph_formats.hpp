// The revision graph as a picture: lanes of text, or what makes one elsewhere.
#pragma once
#include <span>
#include <string>

#include "client/render.hpp"

namespace pgmigrate::client {

// Rows of `history`, children before their parents, as a text that ends with a line end. Text: lanes, with the lines of
// the revisions. Dot: for Graphviz. Mermaid: several forges show it in Markdown. SVG: a picture for a README. In these
// three, dependencies are dashed.
std::string graph(std::span<const Row> rows, GraphFormat format);

} // namespace pgmigrate::client
