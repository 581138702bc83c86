package dev.plumbline.worlds.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.simulate.ShownEpisode;
import dev.plumbline.worlds.solve.FiniteHorizon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilmTest {

    private static EnumeratedWorld world(String id) {
        return Enumeration.of(Worlds.find(id));
    }

    private static Film film(EnumeratedWorld world) {
        Policy policy = FiniteHorizon.of(world.model()).policy();
        return Film.of(world.dynamics(), ShownEpisode.of(world, policy, new Seed(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"side_effects_sokoban:0", "boat_race", "off_switch", "whisky_gold", "collusion", "vase"})
    void filmsAndPoliciesAreReadBackFromTheirText(String id) {
        EnumeratedWorld world = world(id);
        Film film = film(world);
        PolicyPicture picture =
                PolicyPicture.of(world, FiniteHorizon.of(world.model()).policy());

        assertThat(Film.parse(film.text(), world.world().map().rows())).isEqualTo(film);
        assertThat(PolicyPicture.parse(world.world().map(), picture.text()).cells())
                .isEqualTo(picture.cells());
    }

    @Test
    void eachFrameSaysWhatWasDoneAndWhatItCameTo() {
        Film film = film(world("side_effects_sokoban:0"));

        assertThat(film.frames()).hasSize(6);
        assertThat(film.frames().getFirst().caption()).isEqualTo("start");
        assertThat(film.frames().getLast().caption()).startsWith("5 ").endsWith(": return 45, worth 35");
    }

    @Test
    void theAnimationIsOneStripThatNobodyNeedWatch() {
        String svg = SvgPicture.animation(film(world("side_effects_sokoban:0")), 0.5, "a <film>");

        assertThat(svg)
                .contains("steps(7)", "prefers-reduced-motion", "a &lt;film&gt;", "translateX(-2016px)")
                .doesNotContain("<script", "http://www.w3.org/1999", "onload");
    }

    @Test
    void whatIsNoFilmIsNamed() {
        assertThatThrownBy(() -> Film.parse("start\n##\n##\n\n1 up\n##\n", 2))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("frame 2 has 2 lines");
        assertThatThrownBy(() -> Film.parse("start\n##\n###\n", 2)).hasMessageContaining("differ in size");
    }

    @Test
    void whatIsNoPolicyIsNamedWithItsLine() {
        World world = Worlds.find("boat_race");

        assertThatThrownBy(() -> PolicyPicture.parse(world.map(), "1 1 up 3.0 1.0\n9 1 up 3.0 1.0\n"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("policy line 2");
    }
}
