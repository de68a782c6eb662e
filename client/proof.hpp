// What `verify` found of each revision, as people and reports read it.
#pragma once
#include <string>
#include <vector>

#include "client/directory.hpp"
#include "client/machine_report.hpp"
#include "client/render.hpp"

namespace pgmigrate::client {

// One revision with all that was found of it.
struct Proof {
	std::string revision;
	std::string result; // the gravest: "ok", "differs", ...
	std::string file;   // its path, where there is a directory
	std::vector<Row> rows;
};

// The rows of the server, which come revision by revision, with paths where there is a directory.
std::vector<Proof> proofs_of(std::vector<Row> rows, const Directory *directory);

// "013_rivers: differs", and a line below for each thing that was found.
std::string proof_text(const Proof &proof);
// "3 revisions: 1 ok, 2 irreversible"
std::string verdict(const std::vector<Proof> &proofs);
// Whether nothing is left to be done.
bool is_good(const Proof &proof);

Finding finding_of(const Proof &proof);

} // namespace pgmigrate::client
