package io.storyreel.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.storyreel.request.FieldProblem;
import io.storyreel.text.Excerpt;

/**
 * The columns of a sheet.
 *
 * @param columns in their order
 * @param problems what is wrong with their names; each has the column as its place
 */
record SheetHeader(List<Column> columns, List<FieldProblem> problems) {

    private static final String VALUES = "values";

    static SheetHeader of(List<String> names, RequestFields fields) {
        boolean hasTemplates = names.contains("template");
        List<Column> columns = new ArrayList<>();
        List<FieldProblem> problems = new ArrayList<>();
        for (String name : names) {
            Column column = column(name, hasTemplates, fields, problems);
            columns.stream().filter(other -> isSameOrWithin(other, column)).findFirst()
                    .ifPresent(other -> problems.add(new FieldProblem(shown(name), "says the same as the column "
                            + shown(other.name()) + ": keep one of them")));
            columns.add(column);
        }
        return new SheetHeader(columns, problems);
    }

    private static Column column(String name, boolean hasTemplates, RequestFields fields,
            List<FieldProblem> problems) {
        if (name.isEmpty()) {
            return new Column(name, List.of(), CellType.TEXT);
        }
        List<String> path = List.of(name.split("\\.", -1));
        if (hasTemplates && !fields.has(path.get(0))) {
            return new Column(name, List.of(VALUES, name), CellType.TEXT);
        }
        if (path.get(0).equals(VALUES) && path.size() > 1) {
            return new Column(name, List.of(VALUES, name.substring(VALUES.length() + 1)), CellType.TEXT);
        }
        return fields.typeOf(path).map(type -> new Column(name, path, type)).orElseGet(() -> {
            String nearest = fields.nearest(name);
            problems.add(new FieldProblem(shown(name), "a request has no such field: " + (nearest == null
                    ? "leave the column out, or name a template that has a place for it"
                    : "did you mean \"" + nearest + "\"?")));
            return new Column(name, List.of(), CellType.TEXT);
        });
    }

    /** Whether the cells of two columns would take each other's place. */
    private static boolean isSameOrWithin(Column one, Column other) {
        return !one.path().isEmpty() && !other.path().isEmpty()
                && (one.holds(other.pointer()) || other.holds(one.pointer())) && !bothMayStand(one, other);
    }

    /** {@code stages.elements} is true or false, or has columns of its own: a row fills the one or the others. */
    private static boolean bothMayStand(Column one, Column other) {
        return !one.path().equals(other.path())
                && (one.path().size() < other.path().size() ? one : other).type() == CellType.BOOLEAN;
    }

    /** How a place in a request is called: the column it comes from, or the field. */
    String label(String pointer) {
        return columns.stream().filter(column -> column.holds(pointer))
                .max(Comparator.comparingInt(column -> column.path().size()))
                .map(column -> "column " + shown(column.name()))
                .orElse(pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.'));
    }

    static String shown(String name) {
        return new Excerpt(name, Excerpt.OF_A_VALUE).toString();
    }
}
