package dev.gradlane.cli.gradbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON value as a tree. Arrays that hold numbers alone are arrays of doubles: a vector of a million of them is
/// nothing unusual here.
sealed interface Json {
    record Text(String value) implements Json {}

    record Number(double value) implements Json {}

    record Flag(boolean value) implements Json {}

    record Null() implements Json {}

    /// An array of numbers, also the empty one.
    record Numbers(double[] values) implements Json {}

    record Items(List<Json> values) implements Json {}

    record Fields(Map<String, Json> values) implements Json {}

    /// @throws ProtocolException if `text` is not one JSON value and nothing after it
    static Json parse(String text) {
        try (JsonParser parser = Reading.FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new ProtocolException("the line is empty");
            }
            Json value = Reading.value(parser);
            if (parser.nextToken() != null) {
                throw new ProtocolException("there is more on the line than one JSON value");
            }
            return value;
        } catch (JacksonException e) {
            throw new ProtocolException("not JSON: " + e.getOriginalMessage());
        }
    }

    /// What it is, for a message.
    default String kind() {
        return switch (this) {
            case Text _ -> "a string";
            case Number _ -> "a number";
            case Flag _ -> "a boolean";
            case Null _ -> "null";
            case Numbers(double[] values) -> "an array of " + values.length + " numbers";
            case Items(List<Json> values) -> "an array of " + values.size();
            case Fields _ -> "an object";
        };
    }

    /// The parser's tokens to values.
    final class Reading {
        private static final JsonFactory FACTORY = JsonFactory.builder().build();

        private Reading() {}

        private static Json value(JsonParser parser) {
            JsonToken token = parser.currentToken();
            return switch (token) {
                case START_OBJECT -> fields(parser);
                case START_ARRAY -> array(parser);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Number(parser.getDoubleValue());
                case VALUE_STRING -> new Text(parser.getString());
                case VALUE_TRUE -> new Flag(true);
                case VALUE_FALSE -> new Flag(false);
                case VALUE_NULL -> new Null();
                case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new ProtocolException("a JSON value cannot begin with " + token);
            };
        }

        private static Json fields(JsonParser parser) {
            Map<String, Json> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (fields.put(name, value(parser)) != null) {
                    throw new ProtocolException("the field '" + name + "' is given twice");
                }
            }
            return new Fields(fields);
        }

        private static Json array(JsonParser parser) {
            double[] numbers = new double[8];
            int count = 0;
            JsonToken token = parser.nextToken();
            for (; token.isNumeric(); token = parser.nextToken()) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = parser.getDoubleValue();
            }
            double[] read = Arrays.copyOf(numbers, count);
            return token == JsonToken.END_ARRAY ? new Numbers(read) : new Items(rest(parser, read));
        }

        /// The elements from the current one on, after numbers that have been read.
        private static List<Json> rest(JsonParser parser, double[] read) {
            List<Json> items = new ArrayList<>();
            Arrays.stream(read).mapToObj(Number::new).forEach(items::add);
            for (; parser.currentToken() != JsonToken.END_ARRAY; parser.nextToken()) {
                items.add(value(parser));
            }
            return items;
        }
    }
}
