// The conditions that pgmigrate raises of its own accord: SQLSTATE, name and meaning, in one place.
// Conditions that PostgreSQL has a code for (55000, 55P03, 42501, ...) use PostgreSQL's.
#pragma once
#include <array>
#include <string_view>

namespace pgmigrate::core {

// One condition. `sqlstate` has five characters; class PM is ours (SQL reserves only classes 0-4 and A-H).
struct Condition {
	std::string_view sqlstate;
	std::string_view name;
	std::string_view meaning;
};

namespace condition {
inline constexpr Condition unknown_revision{
	"PM001", "unknown_revision", "a name is no revision, branch label or unique prefix"};
inline constexpr Condition ambiguous_revision{
	"PM002", "ambiguous_revision", "a prefix fits several revisions"};
inline constexpr Condition not_on_branch{
	"PM003", "not_on_branch", "in branch@revision, the revision is not on that branch"};
inline constexpr Condition unknown_branch{"PM004", "unknown_branch",
	"in branch@revision, the branch is no branch label, revision or unique prefix"};
inline constexpr Condition multiple_heads{
	"PM005", "multiple_heads", "one head was asked for and there are several"};
inline constexpr Condition relative_out_of_range{"PM006", "relative_out_of_range",
	"+N or -N leads past the end of the line, or points the wrong way for the command"};
inline constexpr Condition ambiguous_relative{
	"PM007", "ambiguous_relative", "+N or -N meets a fork, or starts from several places"};
inline constexpr Condition not_reachable{
	"PM008", "not_reachable", "the target or range does not lie on one line with the current state"};
inline constexpr Condition illegal_target{
	"PM009", "illegal_target", "the text is no revision expression, or not one that the command takes"};
inline constexpr Condition cycle{"PM010", "cycle", "the graph has a cycle along revises"};
inline constexpr Condition dependency_cycle{
	"PM011", "dependency_cycle", "the graph has a cycle that only closes through depends_on"};
inline constexpr Condition duplicate_revision{"PM012", "duplicate_revision", "a revision id is given twice"};
inline constexpr Condition duplicate_label{
	"PM013", "duplicate_label", "a branch label is declared twice, or is also a revision id"};
inline constexpr Condition illegal_revision_id{"PM014", "illegal_revision_id",
	"a revision id or branch label holds a character, or is a word, that revision expressions reserve"};
inline constexpr Condition missing_revision{
	"PM015", "missing_revision", "revises or depends_on names a revision that the graph does not have"};
inline constexpr Condition overlapping_revisions{"PM016", "overlapping_revisions",
	"the version rows, or the targets, name a revision together with one that it rests on"};
inline constexpr Condition range_not_allowed{
	"PM017", "range_not_allowed", "a range is given where a single target is allowed"};
inline constexpr Condition malformed_script{
	"PM020", "malformed_script", "a migration file breaks the file format"};
inline constexpr Condition irreversible_revision{
	"PM021", "irreversible_revision", "a revision has no way back"};
inline constexpr Condition not_accepted{
	"PM022", "not_accepted", "a script would run with rights that nobody who vouches for it has"};
inline constexpr Condition digest_mismatch{
	"PM023", "digest_mismatch", "the digest is not that of the plan as it is now"};
inline constexpr Condition not_at_heads{"PM030", "not_at_heads", "not every head is applied"};
inline constexpr Condition unexpected_current{
	"PM031", "unexpected_current", "what is applied is not what a script assumes"};
inline constexpr Condition not_a_head{
	"PM032", "not_a_head", "a new revision would fork the graph where that was not asked for"};
inline constexpr Condition duplicate_revision_argument{
	"PM033", "duplicate_revision_argument", "the same revision is given twice in one argument"};
inline constexpr Condition several_starts{
	"PM034", "several_starts", "the targets of one script begin at different starts"};
inline constexpr Condition purge_with_sql{"PM035", "purge_with_sql",
	"a script that is written without running it cannot forget version rows first"};
inline constexpr Condition half_applied{"PM036", "half_applied",
	"a revision's upgrade or downgrade stopped between two of its statements, and the call is not the one that goes on"};
inline constexpr Condition unresolved_statement{"PM037", "unresolved_statement",
	"only a person can tell what an interrupted statement did, or whether to make a temporary table again"};
inline constexpr Condition manual_ddl{
	"PM040", "manual_ddl", "the schema is managed, and what would change it comes from no migration"};
inline constexpr Condition rewrite_limit_exceeded{"PM041", "rewrite_limit_exceeded",
	"a step would write all rows of a table anew that is larger than pgmigrate.rewrite_limit"};
inline constexpr Condition not_provable{"PM050", "not_provable",
	"a statement acts on the world outside of its database, so it cannot be tried on a shadow"};
} // namespace condition

// All of them, in the order of their codes.
inline constexpr std::array kConditions{condition::unknown_revision, condition::ambiguous_revision,
	condition::not_on_branch, condition::unknown_branch, condition::multiple_heads,
	condition::relative_out_of_range, condition::ambiguous_relative, condition::not_reachable,
	condition::illegal_target, condition::cycle, condition::dependency_cycle, condition::duplicate_revision,
	condition::duplicate_label, condition::illegal_revision_id, condition::missing_revision,
	condition::overlapping_revisions, condition::range_not_allowed, condition::malformed_script,
	condition::irreversible_revision, condition::not_accepted, condition::digest_mismatch,
	condition::not_at_heads, condition::unexpected_current, condition::not_a_head,
	condition::duplicate_revision_argument, condition::several_starts, condition::purge_with_sql,
	condition::half_applied, condition::unresolved_statement, condition::manual_ddl,
	condition::rewrite_limit_exceeded, condition::not_provable};

// PostgreSQL's own conditions that the core raises.
namespace sqlstate {
inline constexpr std::string_view object_not_in_prerequisite_state = "55000";
inline constexpr std::string_view invalid_parameter_value = "22023";
} // namespace sqlstate

} // namespace pgmigrate::core
