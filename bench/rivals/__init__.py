"""The other engines of the speed bench, each fed the same terms and facets in the encoding it is best at."""
