// The library fmt, made from its own headers: Debian has it as a shared library only, which client and extension would need
// where they run, and with all of it in every file (FMT_HEADER_ONLY) that takes twice as long to compile.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {
// What other files take for granted that the library has, and nothing in here asks for.
template FMT_API locale_ref::locale_ref(const std::locale &);
template FMT_API std::locale locale_ref::get<std::locale>() const;
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;
} // namespace detail
FMT_END_NAMESPACE
