#include "core/graph_drawing.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace pgmigrate::core {

namespace {

// Lanes and what is below them; each takes two characters, itself and what is between it and the next.
class Drawer {
public:
	explicit Drawer(std::span<const DrawnRevision> revisions);
	Drawing draw();

private:
	using Place = std::size_t; // of a revision
	static constexpr Place kFree = static_cast<Place>(-1);

	std::size_t free_lane_behind(std::size_t lane);
	void join(Place revision, std::size_t lane);
	void part(std::size_t lane, std::span<const Place> parents);
	std::string straight() const;
	void put(std::string line, std::optional<Place> revision);

	std::span<const DrawnRevision> revisions_;
	std::vector<std::vector<Place>> parents_;
	std::vector<Place> lanes_; // the revision that each leads to
	Drawing drawing_;
};

Drawer::Drawer(std::span<const DrawnRevision> revisions) : revisions_(revisions) {
	std::unordered_map<std::string_view, Place> places;
	for (Place i = 0; i < revisions.size(); ++i)
		places.emplace(revisions[i].id, i);
	for (Place i = 0; i < revisions.size(); ++i) {
		std::vector<Place> &parents = parents_.emplace_back();
		for (const std::string &parent : revisions[i].parents)
			if (const auto found = places.find(parent); found != places.end() && found->second > i)
				parents.push_back(found->second);
	}
}

std::size_t Drawer::free_lane_behind(std::size_t lane) {
	const auto found = std::find(
		lanes_.begin() + static_cast<std::ptrdiff_t>(std::min(lane, lanes_.size())), lanes_.end(), kFree);
	const auto at = static_cast<std::size_t>(found - lanes_.begin());
	if (found == lanes_.end())
		lanes_.push_back(kFree);
	drawing_.width = std::max(drawing_.width, lanes_.size());
	return at;
}

std::string Drawer::straight() const {
	std::string line(2 * lanes_.size(), ' ');
	for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
		if (lanes_[lane] != kFree)
			line[2 * lane] = '|';
	return line;
}

void Drawer::put(std::string line, std::optional<Place> revision) {
	line.erase(line.find_last_not_of(' ') + 1);
	drawing_.lines.push_back({std::move(line), revision});
}

// Draws a bar from lane to lane, over those that it crosses.
void bar(std::string &line, std::size_t left, std::size_t right) {
	for (std::size_t at = 2 * left + 1; at + 1 < 2 * right; ++at)
		if (line[at] == ' ')
			line[at] = '_';
}

// The other lanes that lead to the revision come to this one, the outermost first.
void Drawer::join(Place revision, std::size_t lane) {
	for (std::size_t other = lanes_.size(); other-- > lane + 1;) {
		if (lanes_[other] != revision)
			continue;
		lanes_[other] = kFree;
		std::string line = straight();
		line[2 * other - 1] = '/';
		bar(line, lane, other);
		put(std::move(line), std::nullopt);
	}
}

// Lanes to the parents: the first goes on in this one, which others leave.
void Drawer::part(std::size_t lane, std::span<const Place> parents) {
	const Place child = drawing_.lane.size() - 1;
	lanes_[lane] = parents.empty() ? kFree : parents.front();
	if (!parents.empty())
		drawing_.links.push_back({child, parents.front(), lane});
	for (std::size_t i = 1; i < parents.size(); ++i) {
		const std::size_t other = free_lane_behind(lane + 1);
		std::string line = straight();
		line[2 * other - 1] = '\\';
		bar(line, lane, other);
		put(std::move(line), std::nullopt);
		lanes_[other] = parents[i];
		drawing_.links.push_back({child, parents[i], other});
	}
	while (!lanes_.empty() && lanes_.back() == kFree)
		lanes_.pop_back();
}

Drawing Drawer::draw() {
	for (Place revision = 0; revision < revisions_.size(); ++revision) {
		auto found = std::ranges::find(lanes_, revision);
		const std::size_t lane =
			found != lanes_.end() ? static_cast<std::size_t>(found - lanes_.begin()) : free_lane_behind(0);
		join(revision, lane);
		lanes_[lane] = revision;
		drawing_.lane.push_back(lane);
		std::string line = straight();
		line[2 * lane] = '*';
		put(std::move(line), revision);
		part(lane, parents_[revision]);
	}
	return std::move(drawing_);
}

} // namespace

Drawing draw(std::span<const DrawnRevision> revisions) {
	return Drawer(revisions).draw();
}

} // namespace pgmigrate::core
