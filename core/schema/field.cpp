#include "core/schema/field.hpp"

#include <algorithm>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

namespace {

template <class T>
struct Parts : Comparable<T> {
	static std::span<const Field> fields() {
		static constexpr auto all = T::fields();
		return all;
	}
	static const void *fresh() {
		static const T one{};
		return &one;
	}
};

} // namespace

const Field *distinct_name(const ValueType &list) {
	if (list.shape != ValueType::Shape::list || list.inner->shape != ValueType::Shape::parts)
		return nullptr;
	const std::span<const Field> fields = list.inner->fields();
	const auto found = std::ranges::find(fields, "name", &Field::name);
	return found != fields.end() && found->role == Role::identity ? &*found : nullptr;
}

template <class T>
constinit const ValueType Described<T>::type{.shape = ValueType::Shape::parts,
	.equal = Parts<T>::equal,
	.fields = Parts<T>::fields,
	.fresh = Parts<T>::fresh};

template struct Described<AccessMethod>;
template struct Described<Aggregate>;
template struct Described<Argument>;
template struct Described<BaseType>;
template struct Described<Cast>;
template struct Described<Collation>;
template struct Described<Column>;
template struct Described<CompositeType>;
template struct Described<Constraint>;
template struct Described<Conversion>;
template struct Described<DefaultPrivileges>;
template struct Described<Domain>;
template struct Described<DomainConstraint>;
template struct Described<EnumType>;
template struct Described<EventTrigger>;
template struct Described<Extension>;
template struct Described<FamilyFunction>;
template struct Described<FamilyOperator>;
template struct Described<ForeignDataWrapper>;
template struct Described<ForeignServer>;
template struct Described<Function>;
template struct Described<Grant>;
template struct Described<IdentitySequence>;
template struct Described<Index>;
template struct Described<IndexKey>;
template struct Described<Language>;
template struct Described<MaterializedView>;
template struct Described<Operator>;
template struct Described<OperatorClass>;
template struct Described<OperatorFamily>;
template struct Described<Policy>;
template struct Described<Publication>;
template struct Described<PublishedTable>;
template struct Described<RangeType>;
template struct Described<Rule>;
template struct Described<Schema>;
template struct Described<Sequence>;
template struct Described<Statistics>;
template struct Described<Table>;
template struct Described<TextSearchConfiguration>;
template struct Described<TextSearchDictionary>;
template struct Described<TextSearchMapping>;
template struct Described<TextSearchParser>;
template struct Described<TextSearchTemplate>;
template struct Described<Transform>;
template struct Described<Trigger>;
template struct Described<View>;

} // namespace pgmigrate::core::schema
