package io.storyreel;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.apache.camel.CamelContext;

/**
 * Puts the app's beans together as CDI does, each once and by its constructor, without starting the app. What is no
 * bean with a constructor (settings, a clock, a data source) is given.
 */
public final class TestBeans {

    private final List<Object> known = new ArrayList<>();

    /** Starts from what the constructors ask for and can't be made from a class alone; metrics are counted. */
    public TestBeans(Object... given) {
        known.addAll(Arrays.asList(given));
        known.add(new SimpleMeterRegistry());
    }

    /** Adds one more thing that is given. */
    public synchronized void give(Object part) {
        known.add(part);
    }

    /** The one bean of that type, made now if need be. */
    public synchronized <T> T get(Class<T> type) {
        for (Object part : known) {
            if (type.isInstance(part)) {
                return type.cast(part);
            }
        }
        T made = type.cast(make(constructorOf(type)));
        known.add(made);
        return made;
    }

    /** Lets routes find these beans by the names they have in the app. */
    public void bindTo(CamelContext camel, Class<?>... types) {
        for (Class<?> type : types) {
            camel.getRegistry().bind(type.getAnnotation(Named.class).value(), get(type));
        }
    }

    private static Constructor<?> constructorOf(Class<?> type) {
        Constructor<?>[] all = type.getDeclaredConstructors();
        return Arrays.stream(all).filter(one -> all.length == 1 || one.isAnnotationPresent(Inject.class)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " is to be given"));
    }

    private Object make(Constructor<?> constructor) {
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(constructor.getParameterTypes()).map(this::get).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " did not work", e);
        }
    }
}
