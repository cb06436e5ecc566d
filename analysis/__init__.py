"""Statistics of ratings: data frames in, frozen results and figures out."""
