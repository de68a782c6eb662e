#include "client/graph_formats.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "client/display_width.hpp"
#include "core/graph_drawing.hpp"

namespace pgmigrate::client {

namespace {

constexpr int kLane = 18, kLine = 26, kLetter = 8; // of an SVG picture, in pixels

std::vector<std::string> list(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_array() ? found->get<std::vector<std::string>>()
												   : std::vector<std::string>();
}

core::Drawing drawing_of(std::span<const Row> rows) {
	std::vector<core::DrawnRevision> revisions;
	for (const Row &row : rows)
		revisions.push_back({value_text(row, "revision"), list(row, "revises")});
	return core::draw(revisions);
}

// What stands beside a revision: its id and marks, and what it does.
std::string label(const Row &row) {
	const Looks plain = Looks::plain();
	return with_message(branch_line(row, plain), 0, row, plain);
}

std::unordered_map<std::string, std::size_t> places_of(std::span<const Row> rows) {
	std::unordered_map<std::string, std::size_t> places;
	for (std::size_t i = 0; i < rows.size(); ++i)
		places.emplace(value_text(rows[i], "revision"), i);
	return places;
}

// Calls f(child, parent, is_dependency) for each line between two of the rows.
template <class F>
void each_line(std::span<const Row> rows, F &&f) {
	const auto places = places_of(rows);
	for (std::size_t i = 0; i < rows.size(); ++i)
		for (const char *key : {"revises", "depends_on"})
			for (const std::string &parent : list(rows[i], key))
				if (const auto found = places.find(parent); found != places.end())
					f(i, found->second, key[0] == 'd');
}

// With these characters written as the format wants them.
std::string escaped(std::string_view text, std::string_view characters, std::string (*write)(char)) {
	std::string out;
	for (char c : text)
		out += characters.find(c) == characters.npos ? std::string(1, c) : write(c);
	return out;
}

std::string for_xml(std::string_view text) {
	return escaped(text, "&<>\"'", [](char c) { return fmt::format("&#{};", static_cast<int>(c)); });
}

std::string for_dot(std::string_view text) {
	return escaped(text, "\"\\", [](char c) { return fmt::format("\\{}", c); });
}

std::string for_mermaid(std::string_view text) {
	return escaped(text, "#&<>\"`;", [](char c) { return fmt::format("#{};", static_cast<int>(c)); });
}

// A line of the drawing; one that is longer than the terminal is wide would tear the lanes below it.
std::string line_beside(const std::string &lanes, const Row *row, const Looks &looks) {
	std::string plain = lanes, painted = lanes;
	if (row != nullptr) {
		plain = fmt::format("{} {}", lanes, branch_line(*row, Looks::plain()));
		const std::size_t columns = columns_of(plain);
		painted = with_message(fmt::format("{} {}", lanes, branch_line(*row, looks)), columns, *row, looks);
		plain = with_message(plain, columns, *row, looks);
	}
	return looks.width > 0 && columns_of(plain) > looks.width ? fitted(plain, looks.width) : painted;
}

std::string graph_text(std::span<const Row> rows) {
	const core::Drawing drawing = drawing_of(rows);
	const Looks looks = Looks::on_stdout();
	std::string out;
	for (const core::DrawnLine &line : drawing.lines)
		out += line_beside(line.lanes, line.revision ? &rows[*line.revision] : nullptr, looks) + '\n';
	return out;
}

std::string graph_dot(std::span<const Row> rows) {
	std::string out = "digraph revisions {\n\tnode [shape = box, style = rounded];\n";
	for (const Row &row : rows) {
		const std::string id = for_dot(value_text(row, "revision"));
		const std::string message = for_dot(value_text(row, "message"));
		out += fmt::format("\t\"{0}\" [label = \"{0}{1}{2}\"];\n", id, message.empty() ? "" : "\\n", message);
	}
	each_line(rows, [&](std::size_t child, std::size_t parent, bool is_dependency) {
		out += fmt::format("\t\"{}\" -> \"{}\"{};\n", for_dot(value_text(rows[child], "revision")),
			for_dot(value_text(rows[parent], "revision")), is_dependency ? " [style = dashed]" : "");
	});
	return out + "}\n";
}

std::string graph_mermaid(std::span<const Row> rows) {
	std::string out = "flowchart TD\n";
	for (std::size_t i = 0; i < rows.size(); ++i) {
		const std::string message = for_mermaid(value_text(rows[i], "message"));
		out += fmt::format("    r{}[\"{}{}{}\"]\n", i, for_mermaid(value_text(rows[i], "revision")),
			message.empty() ? "" : "<br>", message);
	}
	each_line(rows, [&](std::size_t child, std::size_t parent, bool is_dependency) {
		out += fmt::format("    r{} {} r{}\n", child, is_dependency ? "-.->" : "-->", parent);
	});
	return out;
}

// A path of an SVG picture: out of the child into a lane, down, and out of the lane into the parent.
std::string svg_path(int child_x, int child_y, int lane_x, int parent_x, int parent_y, bool is_dependency) {
	const auto curve = [](int from_x, int from_y, int to_x, int to_y) {
		const int bend = (from_y + to_y) / 2;
		return fmt::format("C {} {}, {} {}, {} {} ", from_x, bend, to_x, bend, to_x, to_y);
	};
	std::string path = fmt::format("M {} {} ", child_x, child_y);
	if (parent_y - child_y < 2 * kLine)
		path += curve(child_x, child_y, parent_x, parent_y);
	else
		path += curve(child_x, child_y, lane_x, child_y + kLine) +
				fmt::format("L {} {} ", lane_x, parent_y - kLine) +
				curve(lane_x, parent_y - kLine, parent_x, parent_y);
	path.pop_back();
	return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#4a6f8a\" stroke-width=\"2\"{}/>\n", path,
		is_dependency ? " stroke-dasharray=\"3 4\"" : "");
}

std::string graph_svg(std::span<const Row> rows) {
	const core::Drawing drawing = drawing_of(rows);
	const auto x = [](std::size_t lane) { return kLane * static_cast<int>(lane) + kLane; };
	const auto y = [](std::size_t row) { return kLine * static_cast<int>(row) + kLine; };
	std::string lines;
	for (const core::DrawnLink &link : drawing.links)
		lines += svg_path(x(drawing.lane[link.child]), y(link.child), x(link.lane),
			x(drawing.lane[link.parent]), y(link.parent), false);
	std::size_t lanes = drawing.width;
	each_line(rows, [&](std::size_t child, std::size_t parent, bool is_dependency) {
		if (!is_dependency)
			return;
		lanes = drawing.width + 1; // a lane of their own, outermost
		lines += svg_path(
			x(drawing.lane[child]), y(child), x(drawing.width), x(drawing.lane[parent]), y(parent), true);
	});
	std::size_t longest = 0;
	for (std::size_t i = 0; i < rows.size(); ++i) {
		longest = std::max(longest, label(rows[i]).size());
		lines += fmt::format(
			"<circle cx=\"{}\" cy=\"{}\" r=\"5\" fill=\"{}\" stroke=\"#4a6f8a\" stroke-width=\"2\"/>\n"
			"<text x=\"{}\" y=\"{}\">{}</text>\n",
			x(drawing.lane[i]), y(i), truth(rows[i], "head") ? "#f2a33a" : "#ffffff", x(lanes), y(i) + 4,
			for_xml(label(rows[i])));
	}
	return fmt::format(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" font-family=\"monospace\""
		" font-size=\"13\">\n{}</svg>\n",
		x(lanes) + kLetter * static_cast<int>(longest) + kLane, y(rows.size()), lines);
}

} // namespace

std::string graph(std::span<const Row> rows, GraphFormat format) {
	switch (format) {
	case GraphFormat::dot:
		return graph_dot(rows);
	case GraphFormat::mermaid:
		return graph_mermaid(rows);
	case GraphFormat::svg:
		return graph_svg(rows);
	case GraphFormat::text:
		break;
	}
	return graph_text(rows);
}

} // namespace pgmigrate::client
